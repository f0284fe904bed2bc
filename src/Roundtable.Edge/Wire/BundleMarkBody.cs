using System.Text.Json.Serialization;

namespace Roundtable.Edge.Wire;

/// <summary>A bundle within a chunk, as it was shown.</summary>
/// <param name="Length">UTF-16 code units.</param>
/// <param name="TokenCount">Tokens.</param>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record BundleMarkBody(int Length, int TokenCount);
