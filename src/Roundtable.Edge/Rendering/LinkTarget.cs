namespace Roundtable.Edge.Rendering;

/// <summary>Where a label leads.</summary>
internal sealed record LinkTarget(string? Url, string? Title);
