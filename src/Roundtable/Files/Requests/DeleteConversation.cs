using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Stored;

namespace Roundtable.Files.Requests;

/// <summary>Puts a tombstone above a conversation: from then on nothing of it is read, and its files leave the disk.</summary>
internal sealed class DeleteConversation(StoreIndex index, ConversationEntry entry, UserId deletedBy, TimeProvider time)
    : JournalRequest
{
    private readonly UserEntry _user = index.Find(entry.Id.User)!;
    private readonly Dictionary<int, PreparedReply> _open = [];
    private ConversationFile _facts = null!;
    private TombstoneFile? _tombstone;
    private StoredFile _stored = null!;

    /// <summary>Whether it was this request that deleted it, once done.</summary>
    public bool IsFirst => _tombstone is not null;

    /// <summary>It makes room: it is taken when nothing new may begin.</summary>
    public override bool BeginsWork => false;

    public override IReadOnlyList<JournalRecord> Prepare()
    {
        var prepared = entry.Prepared;
        if (prepared.Facts is not { } facts)
            return [];
        _facts = facts;
        foreach (var (number, reply) in prepared.Open)
            _open.Add(number, reply);
        _tombstone = new TombstoneFile
        {
            ConversationId = entry.Id.ToString(),
            Revision = facts.Revision + 1,
            UserId = entry.Id.User.ToString(),
            Deleted = true,
            MessageCount = prepared.MessageCount,
            Timestamp = time.GetUtcMilliseconds(),
            ChangedBy = deletedBy.ToString(),
            Tag = facts.Tag,
            Change = ++_user.PreparedChange,
            Format = ChecksummedJson.Format,
        };
        prepared.Facts = null;
        prepared.Open.Clear();
        _stored = new StoredFile(StoreLayout.Conversation(entry.Id, _tombstone.Revision), _tombstone.Encode());
        return [new FilesRecord([_stored])];
    }

    public override void Revert()
    {
        if (_tombstone is null)
            return;
        entry.Prepared.Facts = _facts;
        foreach (var (number, reply) in _open)
            entry.Prepared.Open.Add(number, reply);
        _user.PreparedChange--;
        _tombstone = null;
    }

    public override void Apply(IFileQueue files)
    {
        if (_tombstone is null)
            return;
        files.Add(_stored);
        _user.Apply(
            entry,
            visible =>
            {
                files.AddRemoval(new Removal(entry.Id, visible.Paths()));
                visible.Delete(_tombstone);
            }
        );
        foreach (var number in _open.Keys)
            index.Live.Remove(new MessageId(entry.Id, number));
    }
}
