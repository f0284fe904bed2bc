namespace Roundtable;

/// <summary>Where a chunk's text was cut into bundles.</summary>
/// <param name="Length">UTF-16 code units.</param>
/// <param name="TokenCount">Tokens.</param>
public readonly record struct BundleMark(int Length, int TokenCount);
