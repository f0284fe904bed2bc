using System.Buffers.Text;
using System.Text.Json;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Records;

/// <summary>How a chunk was cut into bundles, as its column says it: <c>[{"length":27,"tokenCount":6}]</c>.</summary>
internal static class BundleMarks
{
    private const int Usual = 3;

    public static string? Write(IReadOnlyList<BundleMark> marks) =>
        marks.Count > 0 ? JsonSerializer.Serialize(marks, StoredJson.Default.IReadOnlyListBundleMark) : null;

    /// <summary>Null when it cannot be read.</summary>
    public static IReadOnlyList<BundleMark>? Read(ReadOnlySpan<byte> json)
    {
        if (ReadUsual(json) is { } usual)
            return usual;
        try
        {
            return JsonSerializer.Deserialize(json, StoredJson.Default.IReadOnlyListBundleMark);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>As this program writes them, which takes a tenth of the time; null when they are to be read as any JSON.</summary>
    private static List<BundleMark>? ReadUsual(ReadOnlySpan<byte> json)
    {
        var marks = new List<BundleMark>(Usual);
        while (
            TryPass(ref json, marks.Count == 0 ? "[{\"length\":"u8 : ",{\"length\":"u8)
            && TryNumber(ref json, out var length)
            && TryPass(ref json, ",\"tokenCount\":"u8)
            && TryNumber(ref json, out var tokens)
            && TryPass(ref json, "}"u8)
        )
            marks.Add(new BundleMark(length, tokens));
        return marks.Count > 0 && json.SequenceEqual("]"u8) ? marks : null;
    }

    private static bool TryPass(ref ReadOnlySpan<byte> json, ReadOnlySpan<byte> text)
    {
        if (!json.StartsWith(text))
            return false;
        json = json[text.Length..];
        return true;
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> json, out int number)
    {
        var isNumber = Utf8Parser.TryParse(json, out number, out var length);
        json = json[length..];
        return isNumber;
    }
}
