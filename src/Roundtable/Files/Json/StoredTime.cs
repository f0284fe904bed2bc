using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Roundtable.Files.Json;

/// <summary>RFC 3339, UTC, exactly three decimals: <c>2026-11-23T02:00:00.000Z</c>.</summary>
internal sealed class StoredTime : JsonConverter<DateTimeOffset>
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DateTimeOffset.TryParseExact(reader.GetString(), Form, CultureInfo.InvariantCulture, Utc, out var time)
            ? time
            : throw new JsonException("A time must look like 2026-11-23T02:00:00.000Z.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture));
}
