using Roundtable.Stored;

namespace Roundtable.Files.Sealing;

/// <summary>The versions of a sealed file. All of them are read for ever; the newest one is written.</summary>
internal static class SealedFormat
{
    /// <summary>Lines are runs, and chunks where a run would not give them back to the byte; the foot is numbers.</summary>
    public const int Newest = 2;

    /// <summary>Whether this program reads it: in the first version each line is a chunk.</summary>
    public static bool IsKnown(int format) => format is ChecksummedJson.Format or Newest;
}
