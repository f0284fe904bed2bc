using Roundtable.Sqlite.Reading;
using Roundtable.Sqlite.Records;
using Roundtable.Sqlite.Searching;

namespace Roundtable.Sqlite.Writing.Requests;

/// <summary>Records new facts as the next revision.</summary>
internal sealed class ChangeConversation(ConversationId id, ConversationFacts facts, UserId changedBy, int? revision)
    : WriteRequest
{
    /// <summary>The conversation, once done; null when there is none.</summary>
    public Conversation? Result { get; private set; }

    public override void Execute(WriteTransaction transaction)
    {
        Result = null;
        if (ConversationTable.Find(transaction.Database, id) is not { } row)
            return;
        if (revision is { } expected && expected != row.Facts.Revision)
            throw new RevisionConflictException(id, expected, row.Facts.Revision);

        ConversationTable.Revise(
            transaction.Database,
            row.Facts with
            {
                Revision = row.Facts.Revision + 1,
                Title = facts.Title,
                Participants = facts.Participants,
                Metadata = facts.Metadata,
                Archived = facts.Archived,
                Timestamp = transaction.Now,
                ChangedBy = changedBy.ToString(),
                Change = transaction.NextChange(id.User),
            }
        );
        PassageWriter.SetTitle(transaction.Database, id, row.Facts.Title, facts.Title);
        Result = ConversationReader.Find(transaction.Database, id);
    }
}
