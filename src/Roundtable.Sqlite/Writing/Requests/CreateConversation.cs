using System.Globalization;
using Roundtable.Cursors;
using Roundtable.Sqlite.Reading;
using Roundtable.Sqlite.Records;
using Roundtable.Sqlite.Searching;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Writing.Requests;

/// <summary>Creates a conversation with the user's next number.</summary>
internal sealed class CreateConversation(UserId owner, ConversationFacts facts, RequestKey? key) : WriteRequest
{
    /// <summary>The conversation, once done; null when there is no such user, or what was created first was deleted.</summary>
    public CreatedConversation? Result { get; private set; }

    public override void Execute(WriteTransaction transaction)
    {
        Result = null;
        if (!UserTable.IsThere(transaction.Database, owner))
            return;
        if (RequestAnswer.IsReplay(transaction, owner, key, out var earlier))
            Result = earlier is null ? null : Replayed(transaction, earlier);
        else
            Create(transaction);
    }

    private void Create(WriteTransaction transaction)
    {
        var now = transaction.Now;
        var id = new ConversationId(owner, ConversationTable.LastNumber(transaction.Database, owner) + 1);
        var file = new ConversationFile
        {
            ConversationId = id.ToString(),
            Revision = 1,
            UserId = owner.ToString(),
            Title = facts.Title,
            Participants = facts.Participants,
            Metadata = facts.Metadata,
            Archived = facts.Archived,
            CreatedAt = now,
            Timestamp = now,
            ChangedBy = owner.ToString(),
            Tag = RandomTag.Next(),
            Change = transaction.NextChange(owner),
            Format = ChecksummedJson.Format,
        };
        ConversationTable.Insert(transaction.Database, file, id);
        PassageWriter.SetTitle(transaction.Database, id, before: null, file.Title);
        var created = ConversationReader.Find(transaction.Database, id)!;
        var cursor = ConversationCursor.Of(created);
        RequestAnswer.Keep(transaction, key, cursor);
        Result = new CreatedConversation(created, cursor, IsReplayed: false);
    }

    private static CreatedConversation? Replayed(WriteTransaction transaction, RequestFile earlier) =>
        ConversationId.TryParse(earlier.ConversationId, CultureInfo.InvariantCulture, out var id)
        && ConversationReader.Find(transaction.Database, id) is { } found
            ? new CreatedConversation(found, ConversationCursor.Parse(earlier.Cursor), IsReplayed: true)
            : null;
}
