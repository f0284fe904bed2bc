using Roundtable.Sqlite.Records;
using Roundtable.Sqlite.Searching;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Writing.Requests;

/// <summary>Puts a tombstone in a conversation's place: from then on nothing of it is read, and its text leaves the file.</summary>
internal sealed class DeleteConversation(ConversationId id, UserId deletedBy) : WriteRequest
{
    /// <summary>Whether it was this request that deleted it, once done.</summary>
    public bool IsFirst { get; private set; }

    public override void Execute(WriteTransaction transaction)
    {
        IsFirst = false;
        if (ConversationTable.Find(transaction.Database, id) is not { } row)
            return;
        PassageWriter.RemoveTitle(transaction.Database, id, row.Facts.Title);
        ConversationTable.Delete(
            transaction.Database,
            new TombstoneFile
            {
                ConversationId = id.ToString(),
                Revision = row.Facts.Revision + 1,
                UserId = id.User.ToString(),
                Deleted = true,
                MessageCount = row.MessageCount,
                Timestamp = transaction.Now,
                ChangedBy = deletedBy.ToString(),
                Tag = row.Facts.Tag,
                Change = transaction.NextChange(id.User),
                Format = ChecksummedJson.Format,
            }
        );
        DeletedTable.Add(transaction.Database, id);
        transaction.Open.RemoveAll(id);
        IsFirst = true;
    }
}
