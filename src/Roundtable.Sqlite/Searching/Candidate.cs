namespace Roundtable.Sqlite.Searching;

/// <summary>A text that the index found.</summary>
/// <param name="Position">Its row in the index, the first one of several.</param>
/// <param name="Last">The last one of several.</param>
/// <param name="Rank">The lower the better (bm25).</param>
/// <param name="Place">Its conversation, and its number there, 0 for the title; null: what its row says.</param>
internal readonly record struct Candidate(
    long Position,
    long Last,
    double Rank,
    (ConversationId Conversation, int Message)? Place
);
