namespace Roundtable.Files.Requests;

/// <summary>New facts, who says so, and the revision they are based on, if it matters.</summary>
internal sealed record FactsChange(ConversationFacts Facts, UserId ChangedBy, int? Revision);
