using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Roundtable.Stored;

/// <summary>RFC 3339, UTC, exactly three decimals: <c>2026-11-23T02:00:00.000Z</c>.</summary>
internal sealed class StoredTime : JsonConverter<DateTimeOffset>
{
    private const int FormLength = 24;
    private const int RoundTripLength = 28; // 2026-11-23T02:00:00.0000000Z
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    public static string Format(DateTimeOffset time)
    {
        // The framework's own form, which has seven digits where this one has three, takes a third of the time of any other.
        Span<char> text = stackalloc char[RoundTripLength];
        _ = time.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[FormLength - 1] = 'Z';
        return text[..FormLength].ToString();
    }

    public static bool TryParse(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, Form, CultureInfo.InvariantCulture, Utc, out time);

    /// <summary>The same from UTF-8, which takes a tenth of the time.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length != FormLength || !HasMarks(text))
            return false;
        var (year, month, day) = (Number(text[..4]), Number(text[5..7]), Number(text[8..10]));
        var (hour, minute, second) = (Number(text[11..13]), Number(text[14..16]), Number(text[17..19]));
        var milliseconds = Number(text[20..23]);
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59 || milliseconds < 0)
            return false;
        time = new DateTimeOffset(year, month, day, hour, minute, second, milliseconds, TimeSpan.Zero);
        return true;
    }

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryParse(reader.GetString(), out var time)
            ? time
            : throw new JsonException("A time must look like 2026-11-23T02:00:00.000Z.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Format(value));

    private static bool HasMarks(ReadOnlySpan<byte> text) =>
        (text[4], text[7], text[10], text[13], text[16], text[19], text[23])
            is ((byte)'-', (byte)'-', (byte)'T', (byte)':', (byte)':', (byte)'.', (byte)'Z');

    /// <summary>-1 when it is not all digits.</summary>
    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
                return -1;
            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
