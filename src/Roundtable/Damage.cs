namespace Roundtable;

/// <summary>A chunk of a message that cannot be served as sound.</summary>
/// <param name="Seq">Which chunk; 0 is the opening of an agent's message.</param>
/// <param name="Offset">Where the hole begins, in UTF-16 code units.</param>
/// <param name="Length">How long the hole is, in UTF-16 code units; 0 when that is not known.</param>
/// <param name="Reason"><c>checksum</c>, <c>missing</c>, <c>foreign</c>, <c>format</c> or <c>unreadable</c>.</param>
public sealed record Damage(int Seq, int Offset, int Length, string Reason);
