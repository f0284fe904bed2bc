using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Moving;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Verification;

/// <summary>Makes sound again what is left of a deleted conversation: it holds nothing that anybody said, and keeps a number taken.</summary>
internal static class TombstoneRepair
{
    private const string SelectOne = """
        select revision, message_count, timestamp, changed_by, tag, facts_change
        from conversation
        where id = $id and deleted = 1
        """;

    /// <summary>False when the conversation was not deleted.</summary>
    public static bool TryMend(Database database, ConversationId id, DateTimeOffset now)
    {
        if (Read(database, id, now) is not { } tombstone)
            return false;
        database
            .Prepare(MovingTables.InsertTombstone)
            .Bind(tombstone.ConversationId)
            .Bind(tombstone.UserId)
            .Bind(id.Number)
            .Bind(tombstone.Revision)
            .Bind(StoredTime.Format(tombstone.Timestamp))
            .Bind(tombstone.ChangedBy)
            .Bind(StoredTag.Format(tombstone.Tag))
            .Bind(tombstone.Change)
            .Bind(ChecksummedJson.DigestIn(tombstone.Encode()))
            .Bind(tombstone.MessageCount)
            .Execute();
        return true;
    }

    private static TombstoneFile? Read(Database database, ConversationId id, DateTimeOffset now)
    {
        using var row = database.Prepare(SelectOne).Bind(id.ToString());
        if (!row.Read())
            return null;
        return new TombstoneFile
        {
            ConversationId = id.ToString(),
            Revision = Math.Max(1, row.Int(0)),
            UserId = id.User.ToString(),
            Deleted = true,
            MessageCount = Math.Max(0, row.Int(1)),
            Timestamp = StoredTime.TryParse(row.Text(2), out var timestamp) ? timestamp : now,
            ChangedBy = UserId.TryParse(row.Text(3), null, out var by) ? by.ToString() : id.User.ToString(),
            Tag = StoredTag.TryParse(row.Text(4), out var tag) ? tag : 0,
            Change = Math.Max(0, row.Long(5)),
            Format = ChecksummedJson.Format,
        };
    }
}
