namespace Roundtable.Files.Sealing;

/// <summary>Where a chunk is in its run: its own mark, and what the marks before it add up to.</summary>
/// <remarks>A mark is milliseconds since the chunk before, then length and token count of each bundle.</remarks>
internal readonly record struct RunPlace
{
    private const long MillisecondsMax = 253_402_300_799_999; // The end of the year 9999.
    private const long MillisecondsMin = -62_135_596_800_000; // The beginning of the year 1.
    private readonly long[] _mark;

    private RunPlace(long[] mark) => _mark = mark;

    /// <summary>Which chunk of the run it is; an opening is not counted.</summary>
    public int Index { get; private init; }

    /// <summary>Its time, since 1970.</summary>
    public long Milliseconds { get; private init; }

    /// <summary>Where its text begins in that of the run.</summary>
    public long Position { get; private init; }

    public long Length { get; private init; }

    /// <summary>Tokens of the message before it.</summary>
    public long TokenOffset { get; private init; }

    public long TokenCount { get; private init; }

    public IReadOnlyList<BundleMark> Bundles
    {
        get
        {
            if (_mark.Length == 1)
                return [];
            var bundles = new BundleMark[_mark.Length / 2];
            for (var i = 0; i < bundles.Length; i++)
                bundles[i] = new BundleMark((int)_mark[(2 * i) + 1], (int)_mark[(2 * i) + 2]);
            return bundles;
        }
    }

    /// <summary>Whether it is one that a chunk can have.</summary>
    public bool MakesSense =>
        _mark.Length % 2 == 1
        && !_mark.AsSpan(1).ContainsAnyExceptInRange(0, int.MaxValue)
        && Milliseconds is >= MillisecondsMin and <= MillisecondsMax
        && Position + Length <= int.MaxValue
        && TokenOffset + TokenCount <= int.MaxValue;

    /// <summary>The mark of a chunk.</summary>
    public static long[] MarkOf(MessageChunk chunk, DateTimeOffset before)
    {
        var mark = new long[1 + (2 * chunk.Bundles.Count)];
        mark[0] = chunk.Timestamp.ToUnixTimeMilliseconds() - before.ToUnixTimeMilliseconds();
        for (var i = 0; i < chunk.Bundles.Count; i++)
            (mark[(2 * i) + 1], mark[(2 * i) + 2]) = (chunk.Bundles[i].Length, chunk.Bundles[i].TokenCount);
        return mark;
    }

    /// <summary>The places of a run's chunks, which begins at this time and after so many tokens.</summary>
    public static IEnumerable<RunPlace> Of(IReadOnlyList<long[]> marks, DateTimeOffset time, int tokenOffset)
    {
        var (milliseconds, position, tokens) = (time.ToUnixTimeMilliseconds(), 0L, (long)tokenOffset);
        for (var index = 0; index < marks.Count; index++)
        {
            var mark = marks[index];
            var place = new RunPlace(mark)
            {
                Index = index,
                Milliseconds = milliseconds + mark.FirstOrDefault(),
                Position = position,
                Length = Sum(mark, 1),
                TokenOffset = tokens,
                TokenCount = Sum(mark, 2),
            };
            yield return place;
            (milliseconds, position, tokens) = (place.Milliseconds, position + place.Length, tokens + place.TokenCount);
        }
    }

    /// <summary>Every second number from here on.</summary>
    private static long Sum(long[] mark, int from)
    {
        var sum = 0L;
        for (var i = from; i < mark.Length; i += 2)
            sum += mark[i];
        return sum;
    }
}
