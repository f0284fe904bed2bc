using System.Globalization;
using Roundtable.Moving;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Moving;
using Roundtable.Sqlite.Records;
using Roundtable.Stored;
using Roundtable.Verification;

namespace Roundtable.Sqlite.Verification;

/// <summary>
/// Gives rows what they belong to: users, conversations and messages that are not there any more, and of which there is
/// something left, come back as known to be lost, and what an id says stands beside it again.
/// </summary>
internal static class StrayRows
{
    private static readonly IReadOnlyList<string> Columns =
    [
        """
            update or ignore user
            set number = cast(substr(id, 3) as integer)
            where id glob 'us[0-9]*' and id <> printf('us%02d', number)
            """,
        """
            update or ignore conversation
            set user_id = substr(id, 1, instr(id, '-') - 1), number = cast(substr(id, instr(id, '-co') + 3) as integer)
            where id glob 'us*-co[0-9]*' and id <> printf('%s-co%02d', user_id, number)
            """,
        """
            update or ignore message
            set conversation_id = substr(id, 1, instr(id, '-ms') - 1), number = cast(substr(id, instr(id, '-ms') + 3) as integer)
            where id glob 'us*-co*-ms[0-9]*' and id <> printf('%s-ms%02d', conversation_id, number)
            """,
        // What it is called, and its time of creation, are what a deletion takes away first.
        """
            update conversation
            set deleted = (created_at is null and title = '' and participants = '[]' and metadata = '{}')
            where deleted <> (created_at is null and title = '' and participants = '[]' and metadata = '{}')
            """,
        // It is made anew from its chunks.
        "delete from message where status not in ('streaming', 'complete') or role not in ('user', 'agent')",
    ];

    private const string SelectUsers = """
        select user_id from conversation
        union select user_id from user_revision
        union select user_id from request
        except select id from user
        """;

    private const string SelectConversations = """
        select conversation_id from message
        union select conversation_id from conversation_revision
        union select substr(message_id, 1, instr(message_id, '-ms') - 1) from chunk
        except select id from conversation
        """;

    private const string SelectMessages = """
        select message_id from chunk
        except select id from message
        """;

    private const string SelectEmpty = """
        select id from message m
        where not exists (select 1 from chunk k where k.message_id = m.id)
            and not exists (select 1 from loss l where l.unit = m.conversation_id and l.id = m.id)
        """;

    private const string SelectLastRevision =
        "select coalesce(max(revision), 0) from conversation_revision where conversation_id = $id";

    public static void Settle(Database database, DateTimeOffset now, List<Finding> settled)
    {
        foreach (var sql in Columns)
            database.Prepare(sql).Execute();
        ForeignRows.SetMisnamedAside(database, now, settled);
        foreach (var id in Ids<ConversationId>(database, SelectConversations))
        {
            var revision = LastRevision(database, id) + 1;
            database
                .Prepare(MovingTables.InsertLostFacts)
                .Bind(id.ToString())
                .Bind(id.User.ToString())
                .Bind(id.Number)
                .Bind(revision)
                .Execute();
            Note(database, new StoreUnit(id.User, id.Number), revision == 1 ? $"{id}" : $"{id}-r{revision:D2}", now, settled);
        }

        foreach (var id in Ids<UserId>(database, SelectUsers))
        {
            var user = new User
            {
                Id = id,
                Name = id.ToString(),
                Revision = 2,
                CreatedAt = DateTimeOffset.UnixEpoch,
            };
            UserTable.Insert(database, UserFile.Of(user, now), id);
            Note(database, new StoreUnit(id, 0), id.ToString(), now, settled);
        }

        foreach (var id in Ids<MessageId>(database, SelectMessages))
            Restore(database, id, now);
        ForeignRows.SetOrphansAside(database, now, settled);
        foreach (var id in Ids<MessageId>(database, SelectEmpty))
            Note(database, new StoreUnit(id.Conversation.User, id.Conversation.Number), $"{id}", now, settled);
    }

    private static int LastRevision(Database database, ConversationId id)
    {
        using var row = database.Prepare(SelectLastRevision).Bind(id.ToString());
        row.Read();
        return row.Int(0);
    }

    /// <summary>The message's row, from those of its chunks that are sound; what is missing of it is found by reading it.</summary>
    private static void Restore(Database database, MessageId id, DateTimeOffset now)
    {
        var readings = ChunkTable.Read(database, id, (0, int.MaxValue), int.MaxValue);
        var chunks = readings.Select(one => one.Chunk).OfType<MessageChunk>().ToList();
        // None of them says that it belongs to such a message.
        foreach (var stray in readings.Where(_ => chunks.Count == 0))
            RepairTables.SetAside(
                database,
                (new StoreUnit(id.Conversation.User, id.Conversation.Number), id, stray.Seq),
                ($"{id}-{stray.Seq:D3}", stray.Damage!, StoredTime.Format(now))
            );
        foreach (var (chunk, i) in chunks.Select((chunk, i) => (chunk, i)))
        {
            if (i == 0)
                MessageTable.Insert(database, chunk);
            if (chunk.AuthorId is null && chunk.Status == MessageStatus.Complete)
                MessageTable.End(database, chunk);
            else if (chunk.AuthorId is null && chunk.Seq > 0)
                MessageTable.Grow(database, chunk);
        }
    }

    private static void Note(Database database, StoreUnit unit, string id, DateTimeOffset now, List<Finding> settled)
    {
        const string Cost = "Nothing is left of it, or of what it was called; its number stays taken.";
        LossTable.Insert(
            database,
            unit,
            new LossFile
            {
                Id = id,
                Reason = MessageWatch.Missing,
                Cost = Cost,
                Lost = true,
                Timestamp = now,
                Format = ChecksummedJson.Format,
            }
        );
        settled.Add(new Finding(SqliteVerifier.PathOf(id), id, MessageWatch.Missing, Cost));
    }

    private static List<T> Ids<T>(Database database, string sql)
        where T : struct, IParsable<T>
    {
        using var rows = database.Prepare(sql);
        var ids = new List<T>();
        while (rows.Read())
        {
            if (T.TryParse(rows.Text(0), CultureInfo.InvariantCulture, out var id))
                ids.Add(id);
        }

        return ids;
    }
}
