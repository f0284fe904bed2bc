namespace Roundtable.Searching;

/// <summary>What to search for, and where.</summary>
/// <param name="Owner">Whose conversations.</param>
/// <param name="Terms">What has to be in a title or in a message.</param>
/// <param name="Limit">How many hits at most, 1 to 100.</param>
public sealed record SearchQuery(UserId Owner, SearchTerms Terms, int Limit)
{
    /// <summary>Only archived conversations, only others, or (absent) both.</summary>
    public bool? Archived { get; init; }

    /// <summary>
    /// Whether the first hit in a conversation is enough: conversations by latest activity, whatever the order otherwise.
    /// </summary>
    public bool IsOneEach { get; init; }

    /// <summary>Where an earlier page ended, as the same search said; absent: from the beginning.</summary>
    public SearchPlace? From { get; init; }
}
