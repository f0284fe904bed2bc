namespace Roundtable.Sqlite.Searching;

/// <summary>A stretch of a text whose words are in the index.</summary>
/// <param name="Id">Of its row in the index; 0 before it has one.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="Length">In UTF-16 code units.</param>
/// <param name="Next">Where one after it begins.</param>
/// <param name="Words">The CRC-32C of its words.</param>
internal readonly record struct Passage(long Id, int Start, int Length, int Next, uint Words)
{
    /// <summary>
    /// The text after which a passage is cut. What is shorter is one passage, and says so; a reply that grows costs the same
    /// however long it is.
    /// </summary>
    public const int CutLength = 8_192;

    /// <summary>The part of its user's index that it is in; all passages of a message are in one.</summary>
    public int Volume { get; init; }

    public int End => Start + Length;

    /// <summary>Whether its message is longer than one passage.</summary>
    public bool IsPart => Start > 0 || Length >= CutLength;
}
