using System.Security.Cryptography;
using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Files.Json;

namespace Roundtable.Files.Requests;

/// <summary>Creates a conversation with the user's next number.</summary>
internal sealed class CreateConversation(UserEntry user, ConversationFacts facts, TimeProvider time) : JournalRequest
{
    private ConversationEntry _entry = null!;
    private ConversationFile _file = null!;
    private byte[] _bytes = null!;

    /// <summary>The conversation, once done.</summary>
    public Conversation Result { get; private set; } = null!;

    public override bool BeginsWork => true;

    public override JournalRecord Prepare()
    {
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
        _bytes = _file.Encode();
        return new FilesRecord([new StoredFile(StoreLayout.Conversation(_entry.Id, 1), _bytes)]);
    }

    public override void Revert()
    {
        user.Remove(_entry);
        user.PreparedConversationCount--;
        user.PreparedChange--;
    }

    public override void Apply(IFileQueue files)
    {
        files.Add(new StoredFile(StoreLayout.Conversation(_entry.Id, 1), _bytes));
        user.Apply(_entry, entry => entry.SetFacts(_file));
        Result = user.Read(_entry, entry => entry.Snapshot()!);
    }

    internal static ulong NewTag() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
}
