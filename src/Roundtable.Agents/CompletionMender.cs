using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Roundtable.Agents;

/// <summary>
/// Makes events such that the OpenAI client can read them. It refuses an answer as a whole over half a surrogate pair, which
/// models that speak byte by byte do send, over bytes that are not UTF-8, and over <c>choices: null</c>, and drops refusals.
/// </summary>
internal sealed partial class CompletionMender
{
    /// <summary>The escape of a high surrogate whose other half is still to come; else empty.</summary>
    private string _half = "";

    /// <summary>Writes what the client is to see of an event: itself mostly, sometimes nothing, sometimes one more before it.</summary>
    public void Write(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        if (!IsOdd(json))
        {
            WriteEvent(json, output);
            return;
        }

        try
        {
            WriteMended(Encoding.UTF8.GetString(json), output);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            // Not the protocol at all: the client says so itself when it comes to this event.
            WriteEvent(json, output);
        }
    }

    private bool IsOdd(ReadOnlySpan<byte> json) =>
        _half.Length > 0
        || json.IndexOf("\\ud"u8) >= 0
        || json.IndexOf("\\uD"u8) >= 0
        || json.IndexOf("\"refusal\""u8) >= 0
        || HasNullChoices(json)
        || !Utf8.IsValid(json);

    private static bool HasNullChoices(ReadOnlySpan<byte> json)
    {
        var found = json.IndexOf("\"choices\""u8);
        return found >= 0 && json[(found + "\"choices\"".Length)..].TrimStart(" :"u8).StartsWith("null"u8);
    }

    private void WriteMended(string json, IBufferWriter<byte> output)
    {
        if (json == "[DONE]")
        {
            WriteLostHalf(output);
            WriteEvent("[DONE]"u8, output);
            return;
        }

        var places = CompletionPlaces.Of(json);
        if (!places.HasChoices)
            return;
        if (places.Content is { } content)
            json = json[..content.Start] + Join(json[content.Start..content.End], places.IsLast) + json[content.End..];
        else if (places.IsLast)
            WriteLostHalf(output);
        json = Escapes().Replace(json, escape => escape.Groups["lone"].Success ? "\\uFFFD" : escape.Value);
        WriteEvent(Encoding.UTF8.GetBytes(WithRefusalAsText(json)), output);
    }

    /// <summary>What was kept back and this; half a pair at the end is kept back in its turn.</summary>
    private string Join(string content, bool isLast)
    {
        var joined = _half + content;
        var keeps = !isLast && Escapes().Matches(joined) is [.., var last] && IsHighAtTheEnd(last, joined.Length);
        _half = keeps ? joined[^6..] : "";
        return keeps ? joined[..^6] : joined;
    }

    private static bool IsHighAtTheEnd(Match escape, int length) =>
        escape.Groups["lone"].Success && escape.Index + escape.Length == length && "89abAB".Contains(escape.Value[3]);

    private void WriteLostHalf(IBufferWriter<byte> output)
    {
        if (_half.Length == 0)
            return;
        WriteEvent("""{"choices":[{"index":0,"delta":{"content":"\uFFFD"}}]}"""u8, output);
        output.Write("\n"u8);
        _half = "";
    }

    private static string WithRefusalAsText(string json)
    {
        if (
            !json.Contains("\"refusal\"", StringComparison.Ordinal)
            || JsonNode.Parse(json)?["choices"] is not JsonArray { Count: > 0 } choices
            || choices[0] is not JsonObject choice
            || choice["delta"] is not JsonObject delta
            || delta["refusal"] is not JsonValue refusal
        )
            return json;
        delta["content"] = (string?)delta["content"] + (string?)refusal;
        delta.Remove("refusal");
        return choice.Root.ToJsonString();
    }

    private static void WriteEvent(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        output.Write(json);
        output.Write("\n"u8);
    }

    /// <summary>Every escape of a JSON text, whole pairs as one; <c>lone</c> when it is half a pair.</summary>
    [GeneratedRegex(
        """\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<lone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.""",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Escapes();
}
