using System.Text;
using System.Text.Json;

namespace Roundtable.Tests.Sandbox;

/// <summary>
/// JSON as <c>docs/files.md</c> wants it: no space between tokens, and nothing escaped but quotation mark, reverse solidus and
/// control characters. Written by hand, so that the product's encoder cannot agree with itself.
/// </summary>
internal static class StoredText
{
    /// <exception cref="InvalidOperationException">A text holds a lone surrogate.</exception>
    public static byte[] Write(JsonElement value) => Encoding.UTF8.GetBytes(Text(value));

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().Select(Member))}}}",
            JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Text))}]",
            JsonValueKind.String => Quoted(value.GetString()!),
            _ => value.GetRawText(),
        };

    private static string Member(JsonProperty member) => $"{Quoted(member.Name)}:{Text(member.Value)}";

    private static string Quoted(string text) => $"\"{string.Concat(text.Select(Escaped))}\"";

    private static string Escaped(char character) =>
        character switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            < ' ' or '\u007f' => $"\\u{(int)character:X4}",
            _ => character.ToString(),
        };
}
