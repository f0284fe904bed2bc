using System.Text.Json;
using Roundtable.Stored;

namespace Roundtable.Files.Verification;

/// <summary>Tells a stored object of another version of the format from one that makes no sense.</summary>
internal static class StoredVersion
{
    /// <summary>Whether it says itself that its format is another one.</summary>
    /// <param name="newest">The newest one that such an object may have.</param>
    public static bool IsAnother(ReadOnlySpan<byte> bytes, int newest = ChecksummedJson.Format)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("format", out var format)
                && format.TryGetInt64(out var number)
                && (number < ChecksummedJson.Format || number > newest);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
