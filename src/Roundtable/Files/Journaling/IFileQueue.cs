namespace Roundtable.Files.Journaling;

/// <summary>Takes files that are durable in the journal and will get their names.</summary>
internal interface IFileQueue
{
    /// <summary>From now on reads see the file.</summary>
    void Add(StoredFile file);

    /// <summary>These files leave the disk once what was added before is durable: the tombstone of a conversation whose they are, or what else made them needless.</summary>
    /// <param name="id">The conversation, if it is one.</param>
    /// <param name="paths">Their paths in the data folder.</param>
    /// <param name="whenGone">Called once they are gone, by a thread that gives names.</param>
    void AddRemoval(ConversationId? id, IEnumerable<string> paths, Action? whenGone = null);
}
