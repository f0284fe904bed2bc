namespace Roundtable.Edge.Wire;

/// <summary>That all is well.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
internal sealed record HealthBody(string Status);
