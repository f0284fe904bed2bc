using System.Text.Json;

namespace Roundtable.Tests.Doubles;

/// <summary>One message of a request; the text is one string, in whichever of the two forms it was sent.</summary>
public sealed record ModelRequestMessage(string Role, string? Name, string Content)
{
    public static ModelRequestMessage Of(JsonElement message) =>
        new(
            message.GetProperty("role").GetString()!,
            message.TryGetProperty("name", out var name) ? name.GetString() : null,
            TextOf(message.GetProperty("content"))
        );

    private static string TextOf(JsonElement content) =>
        content.ValueKind == JsonValueKind.String
            ? content.GetString()!
            : string.Concat(content.EnumerateArray().Select(part => part.GetProperty("text").GetString()));
}
