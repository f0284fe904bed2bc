using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Roundtable.Files.Json;

/// <summary>A tag: 16 lower-case hexadecimal digits.</summary>
internal sealed class StoredTag : JsonConverter<ulong>
{
    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { Length: 16 } text
        && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var tag)
            ? tag
            : throw new JsonException("A tag is 16 hexadecimal digits.");

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("x16", CultureInfo.InvariantCulture));
}
