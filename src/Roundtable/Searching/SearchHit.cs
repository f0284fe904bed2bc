namespace Roundtable.Searching;

/// <summary>A text that was found.</summary>
/// <param name="Conversation">As of the moment it was searched.</param>
/// <param name="Message">The message; null when it is the conversation's title.</param>
/// <param name="Snippet">The text around the first of the terms.</param>
/// <param name="Highlights">Where in the snippet the terms are, in order; they do not overlap.</param>
public sealed record SearchHit(
    Conversation Conversation,
    MessageId? Message,
    string Snippet,
    IReadOnlyList<SearchHighlight> Highlights
)
{
    /// <summary>The hit, if the text has all the terms.</summary>
    internal static SearchHit? In(string text, SearchTerms terms, Conversation conversation, MessageId? message)
    {
        if (terms.FirstIn(text) is not { } place)
            return null;
        var (snippet, highlights) = Searching.Snippet.Of(text, place, terms);
        return new SearchHit(conversation, message, snippet, highlights);
    }
}
