using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Files.Json;

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

    /// <summary>Whether this was the first end, once done.</summary>
    public bool IsFirst => _record is not null;

    public override JournalRecord? Prepare()
    {
        if (entry.Prepared.Open.Remove(id.Number))
            _record = new EndRecord(id, how.Ending, ++_user.PreparedChange, how.Time.GetUtcMilliseconds());
        return _record;
    }

    public override void Apply(IFileQueue files)
    {
        if (_record is not null)
            _user.Apply(entry, visible => Show(visible, _record, files));
    }

    private void Show(ConversationEntry visible, EndRecord record, IFileQueue files)
    {
        var last = visible.Open[id.Number].End(record.Ending, record.Change, record.CompletedAt);
        files.Add(new StoredFile(StoreLayout.Chunk(last), ChunkFile.Encode(last)));
        visible.EndMessage(id.Number, last);
        visible.Touch(record.Change, record.CompletedAt);
        index.Live.Remove(id);
    }
}
