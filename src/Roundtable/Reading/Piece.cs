namespace Roundtable.Reading;

/// <summary>A stretch of a message's text: a sound chunk, or a damaged stretch filled to its length.</summary>
/// <param name="Chunk">The chunk; null for a damaged stretch.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Text">Its text, or as many U+FFFD as are missing.</param>
/// <param name="Damaged">What is damaged in it; empty for a sound chunk.</param>
internal readonly record struct Piece(MessageChunk? Chunk, int Offset, string Text, IReadOnlyList<Damage> Damaged);
