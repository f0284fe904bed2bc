namespace Roundtable.Files.Journaling;

/// <summary>Files that are to leave the disk.</summary>
/// <param name="Id">The conversation, if it is one that was deleted.</param>
/// <param name="Paths">Their paths in the data folder.</param>
/// <param name="WhenGone">Called once they are gone for good, by a thread that gives names.</param>
internal sealed record Removal(ConversationId? Id, IEnumerable<string> Paths, Action? WhenGone = null);
