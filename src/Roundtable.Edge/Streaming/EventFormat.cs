using System.Buffers;
using System.Text;
using System.Text.Json;
using Roundtable.Edge.Wire;

namespace Roundtable.Edge.Streaming;

/// <summary>The lines of a server-sent event (WHATWG HTML, 9.2).</summary>
internal static class EventFormat
{
    private static readonly JsonWriterOptions Json = new()
    {
        Encoder = ReadableText.Encoder, // escapes every line break, so that data is one line
        SkipValidation = true,
    };

    public static void WriteId(IBufferWriter<byte> output, string id)
    {
        output.Write("id: "u8);
        Write(output, id);
        output.Write("\n"u8);
    }

    /// <summary>A whole event.</summary>
    public static void Write(IBufferWriter<byte> output, string name, object body)
    {
        Begin(output, name);
        using (var json = new Utf8JsonWriter(output, Json))
            JsonSerializer.Serialize(json, body, WireJson.Options.GetTypeInfo(body.GetType()));
        End(output);
    }

    /// <summary>What comes before its data.</summary>
    public static void Begin(IBufferWriter<byte> output, string name)
    {
        output.Write("event: "u8);
        Write(output, name);
        output.Write("\ndata: "u8);
    }

    /// <summary>What comes behind its data.</summary>
    public static void End(IBufferWriter<byte> output) => output.Write("\n\n"u8);

    private static void Write(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
