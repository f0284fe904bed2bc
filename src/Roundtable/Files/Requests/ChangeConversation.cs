using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Files.Json;

namespace Roundtable.Files.Requests;

/// <summary>Records new facts as the next revision.</summary>
internal sealed class ChangeConversation(UserEntry user, ConversationEntry entry, FactsChange change, TimeProvider time)
    : JournalRequest
{
    private ConversationFile _before = null!;
    private ConversationFile _file = null!;
    private StoredFile _stored = null!;

    /// <summary>The conversation, once done.</summary>
    public Conversation Result { get; private set; } = null!;

    public override bool BeginsWork => true;

    public override JournalRecord Prepare()
    {
        var newest = entry.Prepared.Facts!;
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
        return new FilesRecord([_stored]);
    }

    public override void Revert()
    {
        entry.Prepared.Facts = _before;
        user.PreparedChange--;
    }

    public override void Apply(IFileQueue files)
    {
        files.Add(_stored);
        user.Apply(entry, visible => visible.SetFacts(_file));
        Result = user.Read(entry, visible => visible.Snapshot()!);
    }
}
