using System.Diagnostics.CodeAnalysis;

namespace Roundtable;

/// <summary>A chunk of an agent's message: <c>us01-co12-ms02-001</c>. Three digits at least.</summary>
public readonly record struct ChunkId : IParsable<ChunkId>
{
    private readonly int _seq;

    /// <exception cref="ArgumentOutOfRangeException">The sequence number is not 1 to 999,999,999.</exception>
    public ChunkId(MessageId message, int seq)
    {
        Message = message;
        _seq = IdSegment.Checked(seq);
    }

    /// <summary>The message it is a part of.</summary>
    public MessageId Message { get; }

    /// <summary>1 for the first chunk of a message, and one more for each.</summary>
    public int Seq => _seq > 0 ? _seq : throw new InvalidOperationException("This chunk id was never set.");

    /// <summary>Parses the canonical form and nothing else.</summary>
    /// <exception cref="FormatException">The text is not a chunk id.</exception>
    public static ChunkId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id)
            ? id
            : throw new FormatException($"'{s}' is not a chunk id such as us01-co12-ms02-001.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ChunkId result) =>
        TryParse(s.AsSpan(), out result);

    /// <summary>The same, from a span.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ChunkId result)
    {
        result = default;
        if (!IdSegment.TrySplit(text, out var parent, out var own) || !MessageId.TryParse(parent, out var message))
            return false;
        if (!IdSegment.TryParse(own, prefix: "", digitsMin: 3, out var seq))
            return false;
        result = new ChunkId(message, seq);
        return true;
    }

    /// <summary>The canonical form, such as <c>us01-co12-ms02-001</c>.</summary>
    public override string ToString() => $"{Message}-{IdSegment.Format("", Seq, digitsMin: 3)}";
}
