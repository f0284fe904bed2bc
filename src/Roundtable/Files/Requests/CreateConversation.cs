using System.Security.Cryptography;
using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Stored;

namespace Roundtable.Files.Requests;

/// <summary>Creates a conversation with the user's next number.</summary>
internal sealed class CreateConversation(UserEntry user, ConversationFacts facts, RequestKey? key, TimeProvider time)
    : JournalRequest
{
    private readonly AnswerRecord _answer = new(user, key, time);
    private readonly List<StoredFile> _files = [];
    private ConversationEntry _entry = null!;
    private ConversationFile _file = null!;

    /// <summary>The conversation, once done; null when there is an earlier answer.</summary>
    public Conversation? Result { get; private set; }

    /// <summary>What an earlier request with the same key was answered.</summary>
    public RequestFile? Earlier => _answer.Earlier;

    public override bool BeginsWork => true;

    public override IReadOnlyList<JournalRecord> Prepare()
    {
        if (_answer.IsReplay())
            return [];
        var now = time.GetUtcMilliseconds();
        _entry = user.FindOrAdd(++user.PreparedConversationCount);
        _file = new ConversationFile
        {
            ConversationId = _entry.Id.ToString(),
            Revision = 1,
            UserId = user.Id.ToString(),
            Title = facts.Title,
            Participants = facts.Participants,
            Metadata = facts.Metadata,
            Archived = facts.Archived,
            CreatedAt = now,
            Timestamp = now,
            ChangedBy = user.Id.ToString(),
            Tag = NewTag(),
            Change = ++user.PreparedChange,
            Format = ChecksummedJson.Format,
        };
        _entry.Prepared.Facts = _file;
        _files.Add(new StoredFile(StoreLayout.Conversation(_entry.Id, 1), _file.Encode()));
        _files.AddRange(_answer.Prepare(PreparedCursor.Of(_entry)));
        return [new FilesRecord(_files)];
    }

    public override void Revert()
    {
        if (_files.Count == 0)
            return;
        _answer.Revert();
        user.Remove(_entry);
        user.PreparedConversationCount--;
        user.PreparedChange--;
    }

    public override void Apply(IFileQueue files)
    {
        if (_files.Count == 0)
            return;
        foreach (var file in _files)
            files.Add(file);
        _answer.Apply(files);
        user.Apply(_entry, entry => entry.SetFacts(_file));
        Result = user.Read(_entry, entry => entry.Snapshot()!);
    }

    internal static ulong NewTag() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
}
