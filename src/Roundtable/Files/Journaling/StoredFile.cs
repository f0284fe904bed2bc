namespace Roundtable.Files.Journaling;

/// <summary>A file of the data folder.</summary>
/// <param name="Path">Relative to the data folder.</param>
/// <param name="Bytes">All of it.</param>
internal sealed record StoredFile(string Path, byte[] Bytes);
