using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Roundtable.Edge.Wire;

namespace Roundtable.Edge.Streaming;

/// <summary>Formats server-sent events (WHATWG HTML, 9.2) straight into the response's buffer.</summary>
internal sealed class EventWriter(PipeWriter output)
{
    private static readonly JsonWriterOptions Json = new()
    {
        Encoder = ReadableText.Encoder, // escapes every line break, so that data is one line
        SkipValidation = true,
    };

    public void WriteRetry(TimeSpan pause)
    {
        output.Write("retry: "u8);
        Write(((long)pause.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        output.Write("\n"u8);
    }

    public void WriteKeepAlive() => output.Write(": keep-alive\n\n"u8);

    /// <summary>Whether an event was begun and not finished; then nothing else may follow.</summary>
    public bool IsInMidEvent { get; private set; }

    /// <summary>Writes an event, and waits for the reader in the middle of a long one.</summary>
    public async ValueTask WriteAsync(ServerEvent happened, CancellationToken cancellationToken)
    {
        output.Write("id: "u8);
        Write(happened.Id);
        output.Write("\n"u8);
        if (happened.Body is not MessageBody message)
        {
            Write(happened.Name, happened.Body);
            return;
        }

        IsInMidEvent = true;
        Begin(happened.Name);
        await MessageJson.WriteAsync(output, message, cancellationToken);
        output.Write("\n\n"u8);
        IsInMidEvent = false;
    }

    /// <summary>An event that is no place to come back to.</summary>
    public void Write(string name, object body)
    {
        Begin(name);
        using (var json = new Utf8JsonWriter(output, Json))
            JsonSerializer.Serialize(json, body, WireJson.Options.GetTypeInfo(body.GetType()));
        output.Write("\n\n"u8);
    }

    /// <summary>Returns when the reader has room for more: a slow one is waited for, and costs no memory.</summary>
    public ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

    private void Begin(string name)
    {
        output.Write("event: "u8);
        Write(name);
        output.Write("\ndata: "u8);
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, output);
}
