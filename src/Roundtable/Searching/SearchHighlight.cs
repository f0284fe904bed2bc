namespace Roundtable.Searching;

/// <summary>Where in a snippet a term is: whole words.</summary>
/// <param name="Start">In UTF-16 code units.</param>
/// <param name="Length">In UTF-16 code units.</param>
public readonly record struct SearchHighlight(int Start, int Length);
