using System.Diagnostics;

namespace Roundtable.Files.Journaling;

/// <summary>A file of the data folder.</summary>
/// <param name="Path">Relative to the data folder.</param>
/// <param name="Bytes">All of it.</param>
internal sealed record StoredFile(string Path, byte[] Bytes)
{
    private readonly long _madeAt = Stopwatch.GetTimestamp();

    /// <summary>How long it has been in the journal alone.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_madeAt);
}
