using System.Text.Json.Serialization;

namespace Roundtable.Edge.Wire;

/// <summary>A page of a conversation's messages.</summary>
internal sealed record MessagePageBody
{
    /// <summary>The messages, in the order asked for.</summary>
    public required IAsyncEnumerable<MessageBody> Items { get; init; }

    /// <summary>Gives the page after this one; null at the end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? NextCursor { get; init; }

    /// <summary>Gives the page before this one; null at the beginning.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? PreviousCursor { get; init; }

    /// <summary>Opaque; covers exactly what this answer shows.</summary>
    public required string EventCursor { get; init; }
}
