namespace Roundtable.Recording;

/// <summary>A bundle as it was cut from the stream, before it has a time and a message.</summary>
internal readonly record struct Cut(int Seq, int Offset, string Tokens, int TokenCount, bool ClosesChunk);
