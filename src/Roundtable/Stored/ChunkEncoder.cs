using System.Buffers;
using System.Text.Json;

namespace Roundtable.Stored;

/// <summary>
/// Writes a chunk as the serializer writes a <see cref="ChunkFile"/>, to the byte, in a fraction of the time. It is kept for
/// the thread's next chunk.
/// </summary>
#pragma warning disable CA1001 // The writer holds memory alone, and lasts as long as its thread.
internal sealed class ChunkEncoder
#pragma warning restore CA1001
{
    private const int BytesUsual = 1024;
    private const int BytesKeptMax = 64 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = ReadableText.Encoder, SkipValidation = true };

    [ThreadStatic]
    private static ChunkEncoder? _ofThread;

    private readonly ArrayBufferWriter<byte> _buffer = new(BytesUsual);
    private readonly Utf8JsonWriter _json;

    private ChunkEncoder() => _json = new Utf8JsonWriter(_buffer, Options);

    /// <summary>The chunk with its checksum, as a file has it.</summary>
    public static byte[] Encode(MessageChunk chunk) => Write(chunk, ChecksummedJson.Seal);

    /// <summary>Its checksum alone: 8 hexadecimal digits.</summary>
    public static string Digest(MessageChunk chunk) => Write(chunk, json => ChecksummedJson.Digest(json[..^1]));

    private static T Write<T>(MessageChunk chunk, Func<ReadOnlySpan<byte>, T> use)
    {
        var encoder = _ofThread ?? new ChunkEncoder();
        encoder.Write(chunk);
        var result = use(encoder._buffer.WrittenSpan);
        _ofThread = encoder._buffer.Capacity <= BytesKeptMax ? encoder : null;
        return result;
    }

    private void Write(MessageChunk chunk)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        WritePlace(chunk);
        WriteBundles(chunk.Bundles);
        Text("authorId"u8, chunk.AuthorId?.ToString());
        Text("model"u8, chunk.Model);
        Text("replyTo"u8, chunk.ReplyTo?.ToString());
        Text("routedBy"u8, chunk.RoutedBy is { } routedBy ? StoredWord<RoutedBy>.Of(routedBy) : null);
        Text("replaces"u8, chunk.Replaces?.ToString());
        Text("tag"u8, chunk.Tag is { } tag ? StoredTag.Format(tag) : null);
        if (chunk.Change is { } change)
            _json.WriteNumber("change"u8, change);
        Text("finishReason"u8, chunk.FinishReason is { } reason ? StoredWord<FinishReason>.Of(reason) : null);
        WriteError(chunk.Error);
        Text("completedAt"u8, chunk.CompletedAt is { } at ? StoredTime.Format(at) : null);
        _json.WriteEndObject();
        _json.Flush();
    }

    private void WritePlace(MessageChunk chunk)
    {
        Text("messageId"u8, chunk.MessageId.ToString());
        _json.WriteNumber("seq"u8, chunk.Seq);
        Text("tokens"u8, chunk.Tokens);
        Text("timestamp"u8, StoredTime.Format(chunk.Timestamp));
        Text("agentId"u8, chunk.AgentId);
        Text("status"u8, StoredWord<MessageStatus>.Of(chunk.Status));
        _json.WriteNumber("format"u8, ChecksummedJson.Format);
        _json.WriteNumber("offset"u8, chunk.Offset);
        _json.WriteNumber("tokenOffset"u8, chunk.TokenOffset);
        _json.WriteNumber("tokenCount"u8, chunk.TokenCount);
    }

    private void WriteBundles(IReadOnlyList<BundleMark> bundles)
    {
        if (bundles.Count == 0)
            return;
        _json.WriteStartArray("bundles"u8);
        foreach (var bundle in bundles)
        {
            _json.WriteStartObject();
            _json.WriteNumber("length"u8, bundle.Length);
            _json.WriteNumber("tokenCount"u8, bundle.TokenCount);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteError(MessageError? error)
    {
        if (error is null)
            return;
        _json.WriteStartObject("error"u8);
        _json.WriteString("code"u8, error.Code);
        _json.WriteString("message"u8, error.Message);
        _json.WriteEndObject();
    }

    /// <summary>What is absent is left out.</summary>
    private void Text(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            _json.WriteString(name, value);
    }
}
