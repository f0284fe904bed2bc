using System.Security.Cryptography;
using Roundtable.Disk;

namespace Roundtable.Files.Journaling;

/// <summary>
/// A file of the journal, filled with zeros and flushed before use, so that a flush has no metadata to write. Its salt is in
/// every record: what an earlier use of the same blocks left behind is no record of it.
/// </summary>
internal sealed class Segment : IDisposable
{
    public const uint Magic = 0x314A5452; // "RTJ1"
    public const int Version = 1;
    private const int FillBytes = 256 * 1024;
    private static readonly byte[] Zeros = new byte[FillBytes];
    private readonly IDiskFile _file;

    private Segment(string path, long number, int sizeBytes, IDiskFile file)
    {
        (Path, Number, SizeBytes, _file) = (path, number, sizeBytes, file);
        Salt = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    }

    public string Path { get; }

    public long Number { get; }

    public int SizeBytes { get; }

    public ulong Salt { get; }

    public int LengthBytes { get; private set; }

    public int RoomBytes => SizeBytes - LengthBytes;

    /// <summary>Makes a segment with the next free number from here on.</summary>
    public static Segment Create(IDisk disk, string folder, long number, int sizeBytes)
    {
        while (true)
        {
            var path = JournalLayout.Segment(folder, number);
            if (disk.TryCreate(path, out var file))
            {
                Fill(disk, path, file, sizeBytes);
                return new Segment(path, number, sizeBytes, file);
            }

            number++;
        }
    }

    private static void Fill(IDisk disk, string path, IDiskFile file, int sizeBytes)
    {
        try
        {
            for (var position = 0; position < sizeBytes; position += FillBytes)
                file.Write(position, Zeros.AsSpan(0, Math.Min(FillBytes, sizeBytes - position)));
            file.Flush();
            disk.FlushFolder(System.IO.Path.GetDirectoryName(path)!);
        }
        catch
        {
            file.Dispose();
            disk.Delete(path);
            throw;
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _file.Write(LengthBytes, bytes);
        LengthBytes += bytes.Length;
    }

    public void Flush() => _file.Flush();

    public void Dispose() => _file.Dispose();
}
