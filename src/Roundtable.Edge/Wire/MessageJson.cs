using System.IO.Pipelines;
using System.Text.Json;

namespace Roundtable.Edge.Wire;

/// <summary>Writes a message, or a bundle with blocks, as JSON; long ones piece by piece.</summary>
internal static class MessageJson
{
    private static readonly JsonWriterOptions Json = new() { Encoder = ReadableText.Encoder, SkipValidation = true };

    /// <summary>Returns when all is written; what comes after the last long piece is not flushed yet.</summary>
    public static ValueTask WriteAsync(PipeWriter output, MessageBody message, CancellationToken cancellationToken)
    {
        var content = LongJson.IsLong(message.Content) ? message.Content : null;
        var html = LongJson.IsLong(message.Html) ? message.Html : null;
        var blocks = LongJson.IsLong(message.Blocks?.Html) ? message.Blocks!.Html : null;
        if (content is null && html is null && blocks is null)
            return WriteWhole(output, message);

        var around = message with
        {
            Content = content is null ? message.Content : "",
            Html = html is null ? message.Html : [],
            Blocks = blocks is null ? message.Blocks : message.Blocks! with { Html = [] },
        };
        return LongJson.WriteAsync(output, Bytes(around), content, html ?? blocks, cancellationToken);
    }

    /// <summary>The same for a bundle.</summary>
    public static ValueTask WriteAsync(PipeWriter output, BundleBody bundle, CancellationToken cancellationToken)
    {
        if (!LongJson.IsLong(bundle.Blocks?.Html))
            return WriteWhole(output, bundle);
        var around = bundle with { Blocks = bundle.Blocks! with { Html = [] } };
        return LongJson.WriteAsync(output, Bytes(around), null, bundle.Blocks.Html, cancellationToken);
    }

    private static byte[] Bytes<T>(T body) => JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Of<T>());

    private static ValueTask WriteWhole<T>(PipeWriter output, T body)
    {
        using var json = new Utf8JsonWriter(output, Json);
        JsonSerializer.Serialize(json, body, WireJson.Of<T>());
        return ValueTask.CompletedTask;
    }
}
