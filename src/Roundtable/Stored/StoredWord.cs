using System.Text;
using System.Text.Json;

namespace Roundtable.Stored;

/// <summary>An enum's members as they are stored: in camel case.</summary>
internal static class StoredWord<T>
    where T : struct, Enum
{
    private static readonly T[] Values = Enum.GetValues<T>();
    private static readonly string[] Words = [.. Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    public static string Of(T value) => Words[Array.IndexOf(Values, value)];

    public static bool TryParse(string? word, out T value)
    {
        var at = Array.IndexOf(Words, word);
        value = at < 0 ? default : Values[at];
        return at >= 0;
    }

    /// <summary>The same from UTF-8, which makes no string.</summary>
    public static bool TryParse(ReadOnlySpan<byte> word, out T value)
    {
        for (var at = 0; at < Words.Length; at++)
        {
            if (!Ascii.Equals(word, Words[at]))
                continue;
            value = Values[at];
            return true;
        }

        value = default;
        return false;
    }
}
