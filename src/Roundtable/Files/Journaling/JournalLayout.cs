using System.Globalization;
using Roundtable.Disk;

namespace Roundtable.Files.Journaling;

/// <summary>The names in the journal's folder: segments by number, and private files that wait for their name.</summary>
internal static class JournalLayout
{
    private const string SegmentExtension = ".segment";
    private const string DoubtExtension = ".doubt";
    private const string PrivateExtension = ".new";

    public static string Segment(string folder, long number) =>
        Path.Combine(folder, number.ToString("D12", CultureInfo.InvariantCulture) + SegmentExtension);

    public static bool TryParseSegment(string name, out long number) => TryParse(name, SegmentExtension, out number);

    /// <summary>Says that files of the segments before this number may be lost although the system says they are not.</summary>
    public static string Doubt(string folder, long number) =>
        Path.Combine(folder, number.ToString("D12", CultureInfo.InvariantCulture) + DoubtExtension);

    /// <summary>
    /// Leaves that mark and gives its path. It is for a process that starts before the machine does: after that nothing is
    /// cached, reads tell the truth, and the mark need not have survived.
    /// </summary>
    public static string WriteDoubt(IDisk disk, string folder, long number)
    {
        var path = Doubt(folder, number);
        if (disk.TryCreate(path, out var mark))
            mark.Dispose();
        return path;
    }

    public static bool TryParseDoubt(string name, out long number) => TryParse(name, DoubtExtension, out number);

    /// <summary>A name that no other process uses, even if the lock should fail.</summary>
    public static string Private(string folder, long number) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{number}{PrivateExtension}"));

    public static bool IsPrivate(string name) => name.EndsWith(PrivateExtension, StringComparison.Ordinal);

    /// <summary>Whether the product gives such names here.</summary>
    public static bool IsKnown(string name) => IsPrivate(name) || TryParseSegment(name, out _) || TryParseDoubt(name, out _);

    private static bool TryParse(string name, string extension, out long number)
    {
        number = 0;
        return name.EndsWith(extension, StringComparison.Ordinal)
            && long.TryParse(
                name.AsSpan(0, name.Length - extension.Length),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out number
            );
    }
}
