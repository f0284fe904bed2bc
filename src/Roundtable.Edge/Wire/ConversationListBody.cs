using System.Text.Json.Serialization;

namespace Roundtable.Edge.Wire;

/// <summary>A page of the caller's conversations, latest activity first.</summary>
internal sealed record ConversationListBody
{
    /// <summary>The conversations.</summary>
    public required IReadOnlyList<ConversationBody> Items { get; init; }

    /// <summary>Gives the next page; null at the end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? NextCursor { get; init; }

    /// <summary>Opaque; covers exactly what this answer shows.</summary>
    public required string EventCursor { get; init; }
}
