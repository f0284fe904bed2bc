using System.Text.Json.Serialization;

namespace Roundtable.Edge.Wire;

/// <summary>The server is going down, or cannot store what would come; the event <c>closing</c>.</summary>
/// <param name="RetryAfterMs">Come back after so long, with the last cursor.</param>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record ClosingBody(int RetryAfterMs);
