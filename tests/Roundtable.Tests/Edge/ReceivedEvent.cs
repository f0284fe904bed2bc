using System.Text.Json;

namespace Roundtable.Tests.Edge;

/// <summary>An event as a client received it.</summary>
public sealed record ReceivedEvent(string? Id, string Name, JsonElement Data)
{
    public string? Text(string member) => Data.TryGetProperty(member, out var value) ? value.GetString() : null;

    public int Number(string member) => Data.GetProperty(member).GetInt32();
}
