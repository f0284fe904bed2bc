namespace Roundtable.Sqlite.Searching;

/// <summary>
/// A part of a user's index, closed when it is full. It is searched alone, the newest first, and as few of them as fill a page:
/// a beginning of two letters costs what one holds, however much was ever said.
/// </summary>
/// <param name="Number">From 1 on, for each user.</param>
/// <param name="First">Where its texts begin in the index; a later volume's begin behind all of them.</param>
/// <param name="HasParts">Whether there are passages of longer messages in it.</param>
internal readonly record struct Volume(int Number, long First, bool HasParts)
{
    /// <summary>What one holds, in UTF-16 code units; a message that has begun in one stays in it.</summary>
    public const int SizeMax = 4 * 1024 * 1024;

    /// <summary>What a passage counts for beside its text: very short ones cost as well.</summary>
    public const int PassageSize = 64;
}
