using System.Text.Json;

namespace Roundtable.Tests.Moving;

/// <summary>What messages say, put together from an export as a person would: by message, in the order of the lines.</summary>
internal static class Texts
{
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<string> lines)
    {
        var texts = new Dictionary<string, string>();
        foreach (var line in lines)
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("tokens", out var tokens))
            {
                var message = json.RootElement.GetProperty("messageId").GetString()!;
                texts[message] = texts.GetValueOrDefault(message, "") + tokens.GetString();
            }
        }

        return texts;
    }
}
