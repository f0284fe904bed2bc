namespace Roundtable.Files.Verification;

/// <summary>The names of one conversation's files, as they were listed.</summary>
internal sealed class ConversationNames
{
    public SortedSet<int> Revisions { get; } = [];

    public SortedSet<int> Seals { get; } = [];

    /// <summary>Files of messages, 8 bytes each: the one thing that grows with a user's folder.</summary>
    public List<(int Number, int Seq)> Chunks { get; } = [];
}
