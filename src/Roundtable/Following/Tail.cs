using System.Numerics;
using Roundtable.Cursors;

namespace Roundtable.Following;

/// <summary>
/// The newest bundles of a message, each shown to all followers as one and the same object. Bounded in number and in text,
/// and with it in what is encoded of them; who is further behind reads from storage. It keeps one for each follower, which is
/// less than a kilobyte for each, within bounds. Not safe for several threads.
/// </summary>
internal sealed class Tail
{
    private const int CountMin = 16;
    private const int CountMax = 256;
    private const int LengthOfEach = 256;

    private (Bundle Bundle, BundleShown? Shown)[] _ring = new (Bundle, BundleShown?)[CountMin];
    private int _first;
    private int _count;

    /// <summary>Where its last bundle ends; 0 when it has none.</summary>
    public int End { get; private set; }

    /// <param name="bundle">The one behind the last.</param>
    /// <param name="followers">How many may ask for it.</param>
    public void Add(Bundle bundle, int followers)
    {
        if (followers > _ring.Length && _ring.Length < CountMax)
            Widen(Math.Min(followers, CountMax));
        var end = bundle.Offset + bundle.Tokens.Length;
        while (_count == _ring.Length || (_count > 0 && end - At(0).Bundle.Offset > _ring.Length * LengthOfEach))
        {
            At(0) = default;
            (_first, _count) = ((_first + 1) % _ring.Length, _count - 1);
        }

        At(_count++) = (bundle, null);
        End = end;
    }

    /// <summary>The bundle that begins at an offset; null when none does, or when it is no longer here.</summary>
    /// <param name="tag">The message's tag, as the follower knows it.</param>
    public BundleShown? From(int offset, ulong tag)
    {
        if (IndexOf(offset) is not { } index)
            return null;
        ref var entry = ref At(index);
        if (entry.Shown is { } shown && shown.Cursor.Tag == tag)
            return shown;
        var (id, text) = (entry.Bundle.MessageId, entry.Bundle.Tokens);
        var cursor = new MessageCursor(id, tag, offset + text.Length, Ended: false);
        return entry.Shown = new BundleShown(cursor, offset, text, entry.Bundle.TokenCount);
    }

    private ref (Bundle Bundle, BundleShown? Shown) At(int index) => ref _ring[(_first + index) % _ring.Length];

    private void Widen(int count)
    {
        var wide = new (Bundle, BundleShown?)[BitOperations.RoundUpToPowerOf2((uint)count)];
        for (var index = 0; index < _count; index++)
            wide[index] = At(index);
        (_ring, _first) = (wide, 0);
    }

    /// <summary>Nearly everybody wants the last one; the others are sought.</summary>
    private int? IndexOf(int offset)
    {
        var (low, high) = (0, _count - 1);
        for (var index = high; low <= high; index = (low + high) / 2)
        {
            var at = At(index).Bundle.Offset;
            if (at == offset)
                return index;
            if (at < offset)
                low = index + 1;
            else
                high = index - 1;
        }

        return null;
    }
}
