using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Roundtable.Stored;

/// <summary>A tag: 16 lower-case hexadecimal digits.</summary>
internal sealed class StoredTag : JsonConverter<ulong>
{
    private const int Length = 16;

    public static string Format(ulong tag) => tag.ToString("x16", CultureInfo.InvariantCulture);

    public static bool TryParse(ReadOnlySpan<char> text, out ulong tag)
    {
        tag = 0;
        return text.Length == Length
            && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out tag);
    }

    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryParse(reader.GetString(), out var tag) ? tag : throw new JsonException("A tag is 16 hexadecimal digits.");

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Format(value));
}
