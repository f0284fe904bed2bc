using System.Diagnostics;
using Roundtable.Disk;

namespace Roundtable.Bench.Stores;

/// <summary>
/// What a device takes to keep so many bytes: one file as large as a segment of the journal, filled with zeros and flushed before
/// use as those are, written from its beginning to its end and again.
/// </summary>
internal sealed class PreFilledFile : IDisposable
{
    private const int SizeBytes = 8 * 1024 * 1024;
    private readonly IDiskFile _file;
    private long _position;

    public PreFilledFile(IDisk disk, string folder)
    {
        disk.CreateFolder(folder);
        if (!disk.TryCreate(Path.Combine(folder, "limit"), out _file))
            throw new IOException($"There is a file in '{folder}' already.");
        var zeros = new byte[1024 * 1024];
        for (var position = 0; position < SizeBytes; position += zeros.Length)
            _file.Write(position, zeros);
        _file.Flush();
    }

    /// <summary>One write and one flush of data; how long both took.</summary>
    public TimeSpan Append(ReadOnlySpan<byte> bytes)
    {
        if (_position + bytes.Length > SizeBytes)
            _position = 0;
        var begun = Stopwatch.GetTimestamp();
        _file.Write(_position, bytes);
        _file.Flush();
        _position += bytes.Length;
        return Stopwatch.GetElapsedTime(begun);
    }

    public void Dispose() => _file.Dispose();
}
