using System.Text.Json;

namespace Roundtable.Agents;

/// <summary>
/// A streamed completion, handed on in whole lines that were looked at before. The OpenAI client takes the end of the
/// connection for the end of the answer and passes over errors inside a stream; this one throws
/// <see cref="ModelException"/> for both, and for a line without end.
/// </summary>
internal sealed class CompletionStream(Stream inner) : Stream
{
    private const int LineLengthMax = 1024 * 1024;
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _checked;
    private int _end;
    private bool _ended;
    private bool _done;
    private bool _anyEvent;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_start == _checked && !_ended)
            await FillAsync(cancellationToken).ConfigureAwait(false);

        if (_start == _checked && !_done)
            throw new ModelException(_anyEvent ? ModelFault.Incomplete : ModelFault.Invalid);

        var length = Math.Min(buffer.Length, _checked - _start);
        _buffer.AsSpan(_start, length).CopyTo(buffer.Span);
        _start += length;
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        var read = await inner.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        _ended = read == 0;
        while (_buffer.AsSpan(_checked, _end - _checked).IndexOf((byte)'\n') is var found and >= 0)
        {
            CheckLine(_buffer.AsSpan(_checked, found));
            _checked += found + 1;
        }

        // Some servers do not end the last line.
        if (_ended && _checked < _end)
        {
            CheckLine(_buffer.AsSpan(_checked, _end - _checked));
            _checked = _end;
        }
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _checked, _end) = (0, _checked - _start, _end - _start);
        }

        if (_end < _buffer.Length)
            return;
        if (_buffer.Length >= LineLengthMax)
            throw new ModelException(ModelFault.Invalid);
        Array.Resize(ref _buffer, _buffer.Length * 2);
    }

    private void CheckLine(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("data:"u8))
            return;

        _anyEvent = true;
        var value = line["data:"u8.Length..].Trim(" \r"u8);
        _done |= value.SequenceEqual("[DONE]"u8);
        // The word may well stand in an answer; only then is the line read as JSON.
        if (value.IndexOf("\"error\""u8) >= 0 && TryReadError(value, out var status))
            throw new ModelException(ModelFault.Reported, status);
    }

    /// <summary>Whether the object has a member <c>error</c> of its own, and the HTTP status that it names.</summary>
    private static bool TryReadError(ReadOnlySpan<byte> json, out int status)
    {
        status = 0;
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("error", out var error))
                return false;
            if (error is { ValueKind: JsonValueKind.Object } && error.TryGetProperty("code", out var code))
                _ = code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out status);
            return error.ValueKind != JsonValueKind.Null;
        }
        catch (JsonException)
        {
            // Not JSON at all: the client says so itself when it comes to this line.
            return false;
        }
    }
}
