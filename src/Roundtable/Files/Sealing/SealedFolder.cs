using Roundtable.Disk;

namespace Roundtable.Files.Sealing;

/// <summary>Finds the sealed files of conversations; each user's folder is listed once.</summary>
internal sealed class SealedFolder(IDisk disk, string folder)
{
    private readonly Dictionary<UserId, ILookup<ConversationId, int>> _seals = [];
    private readonly Dictionary<ConversationId, IReadOnlyList<SealedFile>> _open = [];

    /// <summary>The conversation's sealed files, oldest first.</summary>
    public IReadOnlyList<SealedFile> Of(ConversationId id)
    {
        if (!_open.TryGetValue(id, out var files))
            _open[id] = files = [.. Numbers(id).Select(seal => SealedFile.Open(disk, folder, (id, seal))).OfType<SealedFile>()];
        return files;
    }

    /// <summary>The bytes of a chunk where it has been sealed; null when it has not, or when its line is not sound.</summary>
    public byte[]? Find(MessageId id, int seq)
    {
        try
        {
            return Of(id.Conversation)
                .Where(file => file.Holds(id.Number))
                // A user's message has the name of an opening, and is the first of its chunks.
                .SelectMany(file => file.ReadLines(id, seq, Math.Max(1, seq)))
                .FirstOrDefault(line => line.Chunk.Seq == seq || line.Chunk.AuthorId is not null)
                .Bytes;
        }
        catch (DiskException failure) when (failure.IsOfTheFile)
        {
            return null;
        }
    }

    private IEnumerable<int> Numbers(ConversationId id)
    {
        if (!_seals.TryGetValue(id.User, out var seals))
            _seals[id.User] = seals = disk.List(Path.Combine(folder, StoreLayout.ConversationFolder(id.User)))
                .Select(name =>
                    StoreLayout.TryParseSealed(name, out var conversation, out var seal) ? (conversation, seal) : default
                )
                .Where(found => found.seal > 0)
                .ToLookup(found => found.conversation, found => found.seal);
        return seals[id].Order();
    }
}
