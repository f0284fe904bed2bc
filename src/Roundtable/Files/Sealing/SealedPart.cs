namespace Roundtable.Files.Sealing;

/// <summary>A line of a message that has several.</summary>
/// <param name="Seq">Sequence number of its first chunk.</param>
/// <param name="SizeBytes">The line, with its line feed.</param>
internal readonly record struct SealedPart(int Seq, int SizeBytes);
