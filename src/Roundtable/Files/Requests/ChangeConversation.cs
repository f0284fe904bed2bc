using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Stored;

namespace Roundtable.Files.Requests;

/// <summary>Records new facts as the next revision.</summary>
internal sealed class ChangeConversation(UserEntry user, ConversationEntry entry, FactsChange change, TimeProvider time)
    : JournalRequest
{
    private ConversationFile _before = null!;
    private ConversationFile _file = null!;
    private StoredFile? _stored;

    /// <summary>The conversation, once done; null when it has been deleted meanwhile.</summary>
    public Conversation? Result { get; private set; }

    public override bool BeginsWork => true;

    public override IReadOnlyList<JournalRecord> Prepare()
    {
        if (entry.Prepared.Facts is not { } newest)
            return [];
        if (change.Revision is { } expected && expected != newest.Revision)
            throw new RevisionConflictException(entry.Id, expected, newest.Revision);

        _before = newest;
        _file = newest with
        {
            Revision = newest.Revision + 1,
            Title = change.Facts.Title,
            Participants = change.Facts.Participants,
            Metadata = change.Facts.Metadata,
            Archived = change.Facts.Archived,
            Timestamp = time.GetUtcMilliseconds(),
            ChangedBy = change.ChangedBy.ToString(),
            Change = ++user.PreparedChange,
        };
        entry.Prepared.Facts = _file;
        _stored = new StoredFile(StoreLayout.Conversation(entry.Id, _file.Revision), _file.Encode());
        return [new FilesRecord([_stored])];
    }

    public override void Revert()
    {
        if (_stored is null)
            return;
        entry.Prepared.Facts = _before;
        user.PreparedChange--;
    }

    public override void Apply(IFileQueue files)
    {
        if (_stored is null)
            return;
        files.Add(_stored);
        user.Apply(entry, visible => visible.SetFacts(_file));
        Result = user.Read(entry, visible => visible.Snapshot()!);
    }
}
