using Roundtable.Agents;
using Roundtable.Edge.Problems;
using Roundtable.Edge.Requests;
using Roundtable.Edge.Wire;

namespace Roundtable.Edge.Conversations;

/// <summary>What a client may say about a conversation.</summary>
internal static class ConversationRules
{
    public const int MetadataNameLengthMax = 100;
    public const int MetadataValueLengthMax = 2_000;

    public static ConversationFacts Check(NewConversationBody body, AgentDirectory agents) =>
        new()
        {
            Title = Title(body.Title ?? ""),
            Participants = AgentList.Check("participants", body.Participants ?? [], agents),
            Metadata = Metadata(body.Metadata ?? new Dictionary<string, string>()),
        };

    /// <summary>The facts with what is to change; participants that stay are not looked up again.</summary>
    public static ConversationFacts Change(Conversation before, NewFactsBody body, AgentDirectory agents) =>
        new()
        {
            Title = body.Title is { } title ? Title(title) : before.Title,
            Participants = body.Participants is { } listed
                ? AgentList.Check("participants", listed, agents)
                : before.Participants,
            Metadata = body.Metadata is { } metadata ? Metadata(metadata) : before.Metadata,
            Archived = body.Archived ?? before.Archived,
        };

    private static string Title(string title) =>
        title.Length <= ConversationFacts.TitleLengthMax
            ? title
            : throw ProblemException.Invalid(
                "title",
                $"'title' may have {ConversationFacts.TitleLengthMax} UTF-16 code units; shorten it."
            );

    private static IReadOnlyDictionary<string, string> Metadata(IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count > ConversationFacts.MetadataMax)
            throw ProblemException.Invalid("metadata", $"'metadata' may have {ConversationFacts.MetadataMax} members.");
        foreach (var (name, value) in metadata)
        {
            if (name.Length is 0 or > MetadataNameLengthMax)
                throw ProblemException.Invalid("metadata", $"A name in 'metadata' has 1 to {MetadataNameLengthMax} code units.");
            if (value is null || value.Length > MetadataValueLengthMax)
            {
                throw ProblemException.Invalid(
                    $"metadata.{name}",
                    $"A value in 'metadata' is a string of at most {MetadataValueLengthMax} UTF-16 code units."
                );
            }
        }

        return metadata;
    }
}
