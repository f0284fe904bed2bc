using Roundtable.Stored;

namespace Roundtable.Files.Index;

/// <summary>What of a conversation is already in the journal's current batch; ahead of what is visible by one flush.</summary>
internal sealed class PreparedConversation
{
    public int MessageCount { get; set; }

    public ConversationFile? Facts { get; set; }

    /// <summary>The open replies, each with where its next bundle has to begin.</summary>
    public Dictionary<int, PreparedReply> Open { get; } = [];
}
