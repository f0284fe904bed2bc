using Roundtable.Searching;

namespace Roundtable.Edge.Wire;

/// <summary>A title or a message that was found.</summary>
internal sealed record SearchHitBody
{
    /// <summary>The conversation it is in.</summary>
    public required ConversationBody Conversation { get; init; }

    /// <summary>The message; absent when it is the title.</summary>
    public string? MessageId { get; init; }

    /// <summary>The text around the first of the words; an ellipsis stands where something is left out.</summary>
    public required string Snippet { get; init; }

    /// <summary>Where in the snippet the words are, in order; they do not overlap.</summary>
    public required IReadOnlyList<SearchHighlightBody> Highlights { get; init; }

    public static SearchHitBody From(SearchHit hit) =>
        new()
        {
            Conversation = ConversationBody.From(hit.Conversation),
            MessageId = hit.Message?.ToString(),
            Snippet = hit.Snippet,
            Highlights = [.. hit.Highlights.Select(place => new SearchHighlightBody(place.Start, place.Length))],
        };
}
