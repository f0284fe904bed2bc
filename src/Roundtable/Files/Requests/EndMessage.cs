using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Stored;

namespace Roundtable.Files.Requests;

/// <summary>Ends a reply; the first end in the journal is its end.</summary>
internal sealed class EndMessage(
    StoreIndex index,
    ConversationEntry entry,
    MessageId id,
    (MessageEnd Ending, TimeProvider Time) how
) : JournalRequest
{
    private readonly UserEntry _user = index.Find(entry.Id.User)!;
    private EndRecord? _record;
    private PreparedReply _before;

    /// <summary>Whether this was the first end, once done.</summary>
    public bool IsFirst => _record is not null;

    public override bool BeginsWork => false;

    public override IReadOnlyList<JournalRecord> Prepare()
    {
        if (entry.Prepared.Open.Remove(id.Number, out _before))
            _record = new EndRecord(id, how.Ending, ++_user.PreparedChange, how.Time.GetUtcMilliseconds());
        return _record is null ? [] : [_record];
    }

    public override void Revert()
    {
        if (_record is null)
            return;
        entry.Prepared.Open.Add(id.Number, _before);
        _user.PreparedChange--;
        _record = null;
    }

    public override void Apply(IFileQueue files)
    {
        if (_record is not null)
            _user.Apply(entry, visible => Show(visible, _record, files));
    }

    private void Show(ConversationEntry visible, EndRecord record, IFileQueue files)
    {
        var chunks = visible.Open[id.Number].End(record.Ending, record.Change, record.CompletedAt);
        foreach (var chunk in chunks)
            files.Add(new StoredFile(StoreLayout.Chunk(chunk), ChunkFile.Encode(chunk)));
        visible.EndMessage(id.Number, chunks[^1]);
        visible.Touch(record.Change, record.CompletedAt);
        index.Live.Remove(id);
    }
}
