namespace Roundtable.Files.Journaling;

/// <summary>Takes files that are durable in the journal and will get their names in this order.</summary>
internal interface IFileQueue
{
    /// <summary>From now on reads see the file.</summary>
    void Add(StoredFile file);

    /// <summary>These files of a deleted conversation leave the disk once the tombstone, which was added before, is durable.</summary>
    void AddRemoval(ConversationId id, IEnumerable<string> paths);
}
