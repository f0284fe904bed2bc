using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Roundtable.Tests.Wire;

/// <summary>Answers as text that is the same each time: times, cursors and trace ids are replaced, all else is kept.</summary>
internal static partial class WireText
{
    private const string Opaque = "…";

    /// <summary>The numbers of an answer that has it are never the same.</summary>
    private const string Running = "uptimeSeconds";

    public static JsonSerializerOptions Readable { get; } =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string OfJson(string json) =>
        Settled(JsonNode.Parse(json)!).ToJsonString(Readable).ReplaceLineEndings("\n") + "\n";

    /// <summary>An event's data, on one line.</summary>
    public static string OfData(JsonElement data) => Settled(JsonNode.Parse(data.GetRawText())!).ToJsonString(Plain);

    private static JsonSerializerOptions Plain { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonNode Settled(JsonNode node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
                Settled(item!);
        }

        if (node is not JsonObject members)
            return node;
        foreach (var (name, value) in members.ToList())
        {
            if (value is JsonValue number && number.GetValueKind() == JsonValueKind.Number && members.Root[Running] is not null)
                members[name] = 1;
            else if (value is JsonValue text && text.TryGetValue<string>(out var known))
                members[name] =
                    name is "traceId" or "tag" or "checksum" || name.EndsWith("Cursor", StringComparison.Ordinal)
                        ? Opaque
                        : Time().Replace(known, "2026-01-02T03:04:05.678Z");
            else if (value is not null)
                Settled(value);
        }

        return members;
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    private static partial Regex Time();
}
