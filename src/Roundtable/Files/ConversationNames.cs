namespace Roundtable.Files;

/// <summary>The names of one conversation's files, as they were listed.</summary>
internal sealed class ConversationNames
{
    public SortedSet<int> Revisions { get; } = [];

    public SortedSet<int> Seals { get; } = [];

    /// <summary>Files of messages, 8 bytes each: the one thing that grows with a user's folder. Seq 0 is an opening or a user's message.</summary>
    public List<(int Number, int Seq)> Chunks { get; } = [];

    /// <summary>Adds a name from a user's folders to the conversation that it is of; false when it is of none of theirs.</summary>
    public static bool TryAdd(IDictionary<int, ConversationNames> conversations, UserId user, string name)
    {
        if (StoreLayout.TryParseMessage(name, out var message, out var seq) && message.Conversation.User == user)
            Of(conversations, message.Conversation).Chunks.Add((message.Number, seq));
        else if (StoreLayout.TryParseConversation(name, out var conversation, out var revision) && conversation.User == user)
            Of(conversations, conversation).Revisions.Add(revision);
        else if (StoreLayout.TryParseSealed(name, out conversation, out var seal) && conversation.User == user)
            Of(conversations, conversation).Seals.Add(seal);
        else
            return false;
        return true;
    }

    /// <summary>The paths that these are the names of.</summary>
    public IEnumerable<string> Paths(ConversationId id) =>
        Revisions
            .Select(revision => StoreLayout.Conversation(id, revision))
            .Concat(Seals.Select(seal => StoreLayout.Sealed(id, seal)))
            .Concat(Chunks.Select(chunk => Path(new MessageId(id, chunk.Number), chunk.Seq)));

    private static string Path(MessageId id, int seq) =>
        seq == 0 ? StoreLayout.Message(id) : StoreLayout.Chunk(new ChunkId(id, seq));

    private static ConversationNames Of(IDictionary<int, ConversationNames> conversations, ConversationId id)
    {
        if (!conversations.TryGetValue(id.Number, out var names))
            conversations[id.Number] = names = new ConversationNames();
        return names;
    }
}
