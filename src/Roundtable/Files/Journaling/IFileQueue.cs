namespace Roundtable.Files.Journaling;

/// <summary>Takes files that are durable in the journal and will get their names.</summary>
internal interface IFileQueue
{
    /// <summary>From now on reads see the file.</summary>
    void Add(StoredFile file);

    /// <summary>These files leave the disk once what was added before is durable: the tombstone of a conversation whose they are, or what else made them needless.</summary>
    void AddRemoval(Removal removal);
}
