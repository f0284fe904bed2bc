using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Roundtable.Edge.Wire;

/// <summary>Writes a message as JSON piece by piece: who reads slowly makes nobody keep the rest of a long text for them.</summary>
internal static class MessageJson
{
    private const int PieceLengthMax = 4096;

    private static readonly JsonWriterOptions Json = new() { Encoder = ReadableText.Encoder, SkipValidation = true };

    private static ReadOnlySpan<byte> Empty => "\"content\":\"\""u8;

    /// <summary>Returns when all is written; what comes after the last long piece is not flushed yet.</summary>
    public static async ValueTask WriteAsync(PipeWriter output, MessageBody message, CancellationToken cancellationToken)
    {
        if (message.Content is not { Length: > PieceLengthMax } content)
        {
            WriteWhole(output, message);
            return;
        }

        var around = JsonSerializer.SerializeToUtf8Bytes(message with { Content = "" }, WireJson.Of<MessageBody>());
        // Inside a string its quotation marks would be escaped, so this is the member.
        var place = around.AsSpan().IndexOf(Empty) + Empty.Length - 1;
        output.Write(around.AsSpan(0, place));
        for (var start = 0; start < content.Length; )
        {
            var end = Math.Min(start + PieceLengthMax, content.Length);
            if (end < content.Length && char.IsHighSurrogate(content[end - 1]))
                end--;
            output.Write(JsonEncodedText.Encode(content.AsSpan(start, end - start), ReadableText.Encoder).EncodedUtf8Bytes);
            start = end;
            if ((await output.FlushAsync(cancellationToken)).IsCompleted)
                return;
        }

        output.Write(around.AsSpan(place));
    }

    private static void WriteWhole(PipeWriter output, MessageBody message)
    {
        using var json = new Utf8JsonWriter(output, Json);
        JsonSerializer.Serialize(json, message, WireJson.Of<MessageBody>());
    }
}
