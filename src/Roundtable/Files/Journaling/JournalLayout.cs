using System.Globalization;
using Roundtable.Disk;

namespace Roundtable.Files.Journaling;

/// <summary>The names in the journal's folder: segments by number, and private files that wait for their name.</summary>
internal static class JournalLayout
{
    private const string SegmentExtension = ".segment";
    private const string PrivateExtension = ".new";
    private const string HelperFolder = "helper";

    public static string Segment(string folder, long number) =>
        Path.Combine(folder, number.ToString("D12", CultureInfo.InvariantCulture) + SegmentExtension);

    public static bool TryParseSegment(string name, out long number)
    {
        number = 0;
        return name.EndsWith(SegmentExtension, StringComparison.Ordinal)
            && long.TryParse(
                name.AsSpan(0, name.Length - SegmentExtension.Length),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out number
            );
    }

    /// <summary>A name that no other process uses, even if the lock should fail.</summary>
    public static string Private(string folder, long number) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{number}{PrivateExtension}"));

    private static bool IsPrivate(string name) => name.EndsWith(PrivateExtension, StringComparison.Ordinal);

    /// <summary>Where the second thread that names files has its private ones: two threads in one folder wait for each other.</summary>
    public static string Helper(string folder) => Path.Combine(folder, HelperFolder);

    /// <summary>The private files that are there.</summary>
    public static IEnumerable<string> PrivateFiles(IDisk disk, string folder) =>
        new[] { folder, Helper(folder) }.SelectMany(place =>
            disk.List(place).Where(IsPrivate).Select(name => Path.Combine(place, name))
        );

    /// <summary>Whether the product gives such names here, to folders or to files.</summary>
    public static bool IsKnown(string name, bool isFolder) =>
        isFolder ? name == HelperFolder : IsPrivate(name) || TryParseSegment(name, out _);
}
