using System.Buffers;
using System.Text.Json;

namespace Roundtable.Agents;

/// <summary>
/// A streamed completion, handed on in whole lines that were looked at, and mended, before. The OpenAI client takes the end
/// of the connection for the end of the answer and passes over errors inside a stream; this one throws
/// <see cref="ModelException"/> for both, and for a line without end.
/// </summary>
internal sealed class CompletionStream(Stream inner) : Stream
{
    private const int LineLengthMax = 1024 * 1024;
    private readonly CompletionMender _mender = new();
    private readonly ArrayBufferWriter<byte> _checked = new();
    private int _given;
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;
    private bool _ended;
    private bool _done;
    private bool _anyEvent;
    private ModelException? _fault;

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
        while (_given == _checked.WrittenCount && !_ended && _fault is null)
            await FillAsync(cancellationToken).ConfigureAwait(false);

        // What came before a fault is an answer still, and is handed on first.
        if (_given == _checked.WrittenCount && (_fault is not null || !_done))
            throw _fault ?? new ModelException(_anyEvent ? ModelFault.Incomplete : ModelFault.Invalid);

        var length = Math.Min(buffer.Length, _checked.WrittenCount - _given);
        _checked.WrittenSpan.Slice(_given, length).CopyTo(buffer.Span);
        _given += length;
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
        while (_fault is null && _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n') is var length and >= 0)
            TakeLine(length, length + 1);

        // Some servers do not end the last line.
        if (_fault is null && _ended && _start < _end)
            TakeLine(_end - _start, _end - _start);
    }

    /// <summary>Called when all that was checked has been handed on.</summary>
    private void MakeRoom()
    {
        _checked.ResetWrittenCount();
        _given = 0;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end < _buffer.Length)
            return;
        if (_buffer.Length >= LineLengthMax)
            throw new ModelException(ModelFault.Invalid);
        Array.Resize(ref _buffer, _buffer.Length * 2);
    }

    private void TakeLine(int length, int lengthWithBreak)
    {
        var line = _buffer.AsSpan(_start, length);
        _start += lengthWithBreak;
        if (!line.StartsWith("data:"u8))
        {
            _checked.Write(line);
            _checked.Write("\n"u8);
            return;
        }

        var json = line["data:"u8.Length..].Trim(" \r"u8);
        _fault = FaultIn(json);
        if (_fault is null)
            _mender.Write(json, _checked);
    }

    private ModelException? FaultIn(ReadOnlySpan<byte> json)
    {
        _anyEvent = true;
        _done |= json.SequenceEqual("[DONE]"u8);
        // The word may well stand in an answer; only then is the line read as JSON.
        var mayBeError = json.IndexOf("\"error\""u8) >= 0;
        return mayBeError && TryReadError(json, out var status) ? new ModelException(ModelFault.Reported, status) : null;
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
