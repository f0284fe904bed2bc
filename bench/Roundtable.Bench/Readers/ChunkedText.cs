using System.Buffers.Text;

namespace Roundtable.Bench.Readers;

/// <summary>The body of an answer in chunks, cut at empty lines.</summary>
internal sealed class ChunkedText
{
    private readonly byte[] _line = new byte[64];
    private byte[] _text = new byte[8 * 1024];
    private int _lineLength;
    private int _begin;
    private int _end;
    private int _chunkLeft;
    private int _lineBreaks;
    private bool _isHeader = true;

    /// <summary>Whether the last chunk was seen.</summary>
    public bool IsEnded { get; private set; }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !IsEnded)
        {
            if (_isHeader)
                bytes = SkipHeader(bytes);
            else if (_chunkLeft > 0)
                bytes = TakeChunk(bytes);
            else
                bytes = TakeLine(bytes);
        }
    }

    /// <summary>The lines up to an empty one, which is left out.</summary>
    public bool TryTakeEvent(out ReadOnlySpan<byte> lines)
    {
        var waiting = _text.AsSpan(_begin, _end - _begin);
        var length = waiting.IndexOf("\n\n"u8);
        lines = length < 0 ? default : waiting[..length];
        if (length >= 0)
            _begin += length + 2;
        return length >= 0;
    }

    private ReadOnlySpan<byte> SkipHeader(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            _lineBreaks = bytes[i] is (byte)'\r' or (byte)'\n' ? _lineBreaks + 1 : 0;
            if (_lineBreaks < 4)
                continue;
            _isHeader = false;
            return bytes[(i + 1)..];
        }

        return default;
    }

    private ReadOnlySpan<byte> TakeChunk(ReadOnlySpan<byte> bytes)
    {
        var taken = bytes[..Math.Min(bytes.Length, _chunkLeft)];
        if (_begin > 0 && _end + taken.Length > _text.Length)
        {
            _text.AsSpan(_begin, _end - _begin).CopyTo(_text);
            (_begin, _end) = (0, _end - _begin);
        }

        if (_end + taken.Length > _text.Length)
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _end + taken.Length));
        taken.CopyTo(_text.AsSpan(_end));
        _end += taken.Length;
        _chunkLeft -= taken.Length;
        return bytes[taken.Length..];
    }

    /// <summary>A line of hexadecimal digits begins a chunk; the empty one behind a chunk says nothing.</summary>
    private ReadOnlySpan<byte> TakeLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var part = end < 0 ? bytes : bytes[..end];
        part.CopyTo(_line.AsSpan(_lineLength));
        _lineLength += part.Length;
        if (end < 0)
            return default;
        var line = _line.AsSpan(0, _lineLength).TrimEnd((byte)'\r');
        if (Utf8Parser.TryParse(line, out int length, out _, 'x'))
            (_chunkLeft, IsEnded) = (length, length == 0);
        _lineLength = 0;
        return bytes[(end + 1)..];
    }
}
