using System.Buffers.Binary;

namespace Roundtable.Child.Power;

/// <summary>
/// Writes the image of a disk as a power cut leaves it: all up to the last flush before a random moment, and of the writes
/// after it none, a prefix, any of them, or a prefix whose last write is torn at a sector. Prints the last mark before it.
/// </summary>
internal sealed class CrashState
{
    private const int EntryBytes = 24;
    private const int SectorBytes = 512;

    private readonly byte[] _log;
    private readonly List<(uint Type, long Offset, long Length, int Data)> _entries = [];
    private readonly Random _random;

    private CrashState(string log, int seed)
    {
        (_log, _random) = (File.ReadAllBytes(log), new Random(seed));
        for (var position = 0; position + EntryBytes <= _log.Length; )
        {
            var entry = _log.AsSpan(position);
            var type = BinaryPrimitives.ReadUInt32LittleEndian(entry);
            var offset = BinaryPrimitives.ReadInt64LittleEndian(entry[8..]);
            var length = BinaryPrimitives.ReadInt64LittleEndian(entry[16..]);
            _entries.Add((type, offset, length, position + EntryBytes));
            position += EntryBytes + (type == 1 ? (int)length : 0);
        }
    }

    public static int Write(string log, string image, int seed)
    {
        var state = new CrashState(log, seed);
        using var disk = new FileStream(image, FileMode.Open, FileAccess.Write);
        Console.WriteLine(state.Write(disk));
        return 0;
    }

    private long Write(FileStream disk)
    {
        var begun = _entries.FindIndex(entry => entry is { Type: 3, Offset: 0 });
        var cut = _random.Next(begun + 1, _entries.Count);
        var flush = _entries.FindLastIndex(cut, entry => entry.Type == 2);
        for (var i = 0; i < flush; i++)
            Apply(disk, i, _entries[i].Length);

        var loose = Enumerable.Range(flush + 1, cut - flush).Where(i => _entries[i].Type is 1 or 4).ToList();
        var mode = _random.Next(4);
        var count = mode == 0 ? 0 : _random.Next(loose.Count + 1);
        for (var i = 0; i < loose.Count; i++)
        {
            var length = _entries[loose[i]].Length;
            if (mode == 2 ? _random.Next(2) == 0 : i < count)
                Apply(
                    disk,
                    loose[i],
                    mode == 3 && i == count - 1 ? _random.NextInt64(length / SectorBytes) * SectorBytes : length
                );
        }

        return _entries.GetRange(0, cut + 1).Where(entry => entry.Type == 3).Max(entry => entry.Offset);
    }

    private void Apply(FileStream disk, int index, long length)
    {
        var (type, offset, _, data) = _entries[index];
        disk.Position = offset;
        if (type == 1)
            disk.Write(_log, data, (int)length);
        else if (type == 4)
            disk.Write(new byte[length]);
    }
}
