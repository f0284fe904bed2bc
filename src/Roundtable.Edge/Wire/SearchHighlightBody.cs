namespace Roundtable.Edge.Wire;

/// <summary>Where in a snippet something is that was searched for.</summary>
/// <param name="Start">In UTF-16 code units of the snippet.</param>
/// <param name="Length">In UTF-16 code units.</param>
internal sealed record SearchHighlightBody(int Start, int Length);
