namespace Roundtable.Tests.Doubles;

/// <summary>
/// A file: its bytes as every process reads them, and as the device has them. What is not flushed reaches the device by
/// sectors, in any order or not at all.
/// </summary>
internal sealed class MemoryFile : IMemoryNode
{
    public const int SectorBytes = 512;
    private readonly SortedSet<int> _dirty = [];
    private byte[] _durable = [];

    public byte[] Cached { get; private set; } = [];

    /// <summary>Whether a flush has failed: a second one would say that all is well.</summary>
    public bool HasFailedFlush { get; private set; }

    /// <summary>Whether the place on the device that it has refuses to be written.</summary>
    public bool IsRefused { get; set; }

    public bool IsDirty => _dirty.Count > 0 || Cached.Length != _durable.Length;

    public void Write(long position, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0)
            return;
        var end = (int)position + bytes.Length;
        if (end > Cached.Length)
            Cached = Sized(Cached, end);
        else
            Cached = (byte[])Cached.Clone();
        bytes.CopyTo(Cached.AsSpan((int)position));
        for (var sector = (int)position / SectorBytes; sector * SectorBytes < end; sector++)
            _dirty.Add(sector);
    }

    /// <summary>Damages it: from now on these are its bytes.</summary>
    public void Replace(byte[] bytes)
    {
        Cached = _durable = bytes;
        _dirty.Clear();
    }

    /// <summary>Write-backs that have failed by themselves: whoever has it open since before is told by his next flush.</summary>
    public int ErrorCount { get; private set; }

    /// <summary>All that was written since the last time is durable; what was lost before stays lost.</summary>
    public void WriteBack()
    {
        _durable = Sized(_durable, Cached.Length);
        foreach (var sector in _dirty)
        {
            var start = sector * SectorBytes;
            Cached.AsSpan(start, Math.Min(SectorBytes, Cached.Length - start)).CopyTo(_durable.AsSpan(start));
        }

        _dirty.Clear();
    }

    /// <summary>A write-back that fails: part of it reaches the device, all of it counts as written, and reads see nothing of it.</summary>
    public void LosePages(Random random, bool byFlush)
    {
        _durable = Remains(random);
        _dirty.Clear();
        HasFailedFlush |= byFlush;
        ErrorCount += byFlush ? 0 : 1;
        if (_durable.Length < Cached.Length)
            _durable = Sized(_durable, Cached.Length);
    }

    /// <summary>What has reached the device after a part of what was written: nothing, all, any sectors, or the size alone.</summary>
    public IMemoryNode AfterCut(Random random)
    {
        var left = new MemoryFile { Cached = Remains(random) };
        left._durable = left.Cached;
        return left;
    }

    private byte[] Remains(Random random)
    {
        if (!IsDirty)
            return _durable;
        var share = random.Next(4) switch
        {
            0 => 0.0,
            1 => 1.0,
            _ => random.NextDouble(),
        };
        var (low, high) = (Math.Min(_durable.Length, Cached.Length), Math.Max(_durable.Length, Cached.Length));
        var length = random.Next(3) switch
        {
            0 => low,
            1 => high,
            _ => random.Next(low, high + 1),
        };
        var remains = Sized(_durable, length);
        foreach (var sector in _dirty)
        {
            var start = sector * SectorBytes;
            var count = Math.Min(SectorBytes, Math.Min(length, Cached.Length) - start);
            if (count > 0 && random.NextDouble() < share)
                Cached.AsSpan(start, count).CopyTo(remains.AsSpan(start));
        }

        return remains;
    }

    private static byte[] Sized(byte[] bytes, int length)
    {
        var sized = new byte[length];
        bytes.AsSpan(0, Math.Min(bytes.Length, length)).CopyTo(sized);
        return sized;
    }
}
