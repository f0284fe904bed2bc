using Roundtable.Disk;
using Roundtable.Files.Sealing;

namespace Roundtable.Files.Moving;

/// <summary>Reads a sealed file from its beginning to its end, a block at a time: a message may be longer than memory should be.</summary>
internal sealed class SealedReader
{
    private const int BlockBytes = 256 * 1024;
    private readonly IDisk _disk;
    private readonly string _path;
    private readonly byte[] _first;

    private SealedReader(IDisk disk, string path, byte[] first, SealHead head) =>
        (_disk, _path, _first, Head) = (disk, path, first, head);

    /// <summary>Which messages it holds.</summary>
    public SealHead Head { get; }

    /// <summary>Opens it; null when there is none.</summary>
    /// <exception cref="InvalidDataException">Its first line is not sound, another conversation's, or of another version.</exception>
    public static SealedReader? Open(IDisk disk, string folder, (ConversationId Id, int Seal) which)
    {
        var path = Path.Combine(folder, StoreLayout.Sealed(which.Id, which.Seal));
        if (disk.Read(path, 0, BlockBytes) is not { } first)
            return null;
        var head = SealedFile.HeadOf(first);
        if (head is not null && !SealedFormat.IsKnown(head.Format))
            throw new InvalidDataException("version");
        return head?.ConversationId == which.Id.ToString() && head.Seal == which.Seal
            ? new SealedReader(disk, path, first, head)
            : throw new InvalidDataException("checksum");
    }

    /// <summary>Its lines between head and foot.</summary>
    /// <exception cref="InvalidDataException">Its last line is not sound, or not that of so many lines.</exception>
    public IEnumerable<byte[]> Lines()
    {
        byte[]? before = null;
        var count = 0;
        foreach (var line in AllLines())
        {
            if (count > 1)
                yield return before!;
            (before, count) = (line, count + 1);
        }

        var foot = FootFile.Decode(before);
        if (foot?.LineCount != count)
            throw new InvalidDataException("checksum");
    }

    private IEnumerable<byte[]> AllLines()
    {
        using var line = new MemoryStream();
        var position = 0L;
        for (var block = _first; block.Length > 0; block = Next(block, position))
        {
            position += block.Length;
            for (var start = 0; start < block.Length; )
            {
                var feed = Array.IndexOf(block, (byte)'\n', start);
                var end = feed < 0 ? block.Length : feed + 1;
                line.Write(block, start, end - start);
                start = end;
                if (feed < 0)
                    continue;
                yield return line.ToArray();
                line.SetLength(0);
            }
        }

        if (line.Length > 0)
            yield return line.ToArray();
    }

    /// <summary>A block that is not full is the last one.</summary>
    private byte[] Next(byte[] block, long position) =>
        block.Length < BlockBytes ? [] : _disk.Read(_path, position, BlockBytes) ?? [];
}
