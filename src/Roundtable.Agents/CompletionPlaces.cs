using System.Text;
using System.Text.Json;

namespace Roundtable.Agents;

/// <summary>Where things are in an event of a completion; found without decoding strings, which may not be decodable.</summary>
/// <param name="HasChoices">False when the event says <c>choices: null</c>.</param>
/// <param name="Content">The text that continues the answer, as it is escaped, between its quotation marks.</param>
/// <param name="IsLast">Whether the event says why the answer ends.</param>
internal readonly record struct CompletionPlaces(bool HasChoices, (int Start, int End)? Content, bool IsLast)
{
    private const int DepthMax = 64;

    /// <exception cref="JsonException">It is not JSON.</exception>
    public static CompletionPlaces Of(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes);
        var names = new string?[DepthMax + 1];
        var places = new CompletionPlaces(true, null, false);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
                names[reader.CurrentDepth] = Encoding.UTF8.GetString(reader.ValueSpan);
            else if (names[1] == "choices")
                places = (reader.CurrentDepth, reader.TokenType, names[3], names[4]) switch
                {
                    (1, JsonTokenType.Null, _, _) => places with { HasChoices = false },
                    (3, JsonTokenType.String, "finish_reason", _) => places with { IsLast = true },
                    (4, JsonTokenType.String, "delta", "content") => places with { Content = Inside(bytes, reader) },
                    _ => places,
                };
        }

        return places;
    }

    private static (int Start, int End) Inside(ReadOnlySpan<byte> json, Utf8JsonReader reader) =>
        (
            Encoding.UTF8.GetCharCount(json[..((int)reader.TokenStartIndex + 1)]),
            Encoding.UTF8.GetCharCount(json[..((int)reader.BytesConsumed - 1)])
        );
}
