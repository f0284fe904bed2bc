using Roundtable.Sqlite.Engine;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Records;

/// <summary>Conversations as rows: the newest revision of the facts, the earlier ones beside it, and what lists show.</summary>
internal static class ConversationTable
{
    private const string Columns = $"revision, {FactsColumns.Names}, message_count, ended_count, text_length, change, updated_at";

    private const string InsertOne = $"""
        insert into conversation (id, user_id, number, revision, {FactsColumns.Names}, change, updated_at)
        values ($id, $user_id, $number, $revision, {FactsColumns.Values}, $change, $updated_at)
        """;

    private const string KeepRevision = $"""
        insert into conversation_revision (conversation_id, revision, {FactsColumns.Names})
        select id, revision, {FactsColumns.Names}
        from conversation
        where id = $id
        """;

    private const string UpdateFacts = $"""
        update conversation
        set revision = $revision, ({FactsColumns.Names}) = ({FactsColumns.Values}), change = $change, updated_at = $updated_at
        where id = $id
        """;

    private const string Bury = """
        update conversation
        set revision = $revision, title = '', participants = '[]', metadata = '{}', archived = 0, created_at = null,
            timestamp = $timestamp, changed_by = $changed_by, tag = $tag, facts_change = $change, checksum = $checksum,
            deleted = 1, ended_count = 0, text_length = 0, change = $change, updated_at = $timestamp
        where id = $id
        """;

    private const string ForgetRevisions = "delete from conversation_revision where conversation_id = $id";

    private const string AddMessages = """
        update conversation
        set message_count = message_count + $messages, ended_count = ended_count + $ended, text_length = text_length + $length,
            change = $change, updated_at = $updated_at
        where id = $id
        """;

    private const string GrowOne = "update conversation set text_length = text_length + $length where id = $id";

    private const string Exists = "select 1 from conversation where id = $id and deleted = 0";

    private const string SelectOne = $"select {Columns} from conversation where id = $id and deleted = 0";

    private const string SelectBoth = $"""
        select {Columns}, id
        from conversation
        where user_id = $user_id and deleted = 0 and change < $before
        order by change desc
        limit $limit
        """;

    private const string SelectPlace = $"""
        select {Columns}, id
        from conversation
        where user_id = $user_id and archived = $archived and deleted = 0 and change < $before
        order by change desc
        limit $limit
        """;

    private const string SelectEarlier = $"""
        select {FactsColumns.Names}, revision
        from conversation_revision
        where conversation_id = $id
        order by revision desc
        """;

    private const string SelectRevision = $"""
        select {FactsColumns.Names}
        from conversation_revision
        where conversation_id = $id and revision = $revision
        union all
        select {FactsColumns.Names}
        from conversation
        where id = $id and revision = $revision
        """;

    private const string SelectLastNumber = "select coalesce(max(number), 0) from conversation where user_id = $user_id";

    private const string SelectLastChange = "select coalesce(max(change), 0) from conversation where user_id = $user_id";

    public static int LastNumber(Database database, UserId user) => (int)Last(database, SelectLastNumber, user);

    /// <summary>The last change number that was given out: each one is the newest of its conversation at first.</summary>
    public static long LastChange(Database database, UserId user) => Last(database, SelectLastChange, user);

    public static void Insert(Database database, ConversationFile facts, ConversationId id) =>
        Bind(
                database.Prepare(InsertOne).Bind(facts.ConversationId).Bind(facts.UserId).Bind(id.Number).Bind(facts.Revision),
                facts
            )
            .Execute();

    /// <summary>Makes facts the newest revision; the one before is kept.</summary>
    public static void Revise(Database database, ConversationFile facts)
    {
        database.Prepare(KeepRevision).Bind(facts.ConversationId).Execute();
        Bind(database.Prepare(UpdateFacts).Bind(facts.Revision), facts).Bind(facts.ConversationId).Execute();
    }

    /// <summary>Leaves of it what a tombstone says. Its messages are still to be taken out.</summary>
    public static void Delete(Database database, TombstoneFile tombstone)
    {
        database.Prepare(ForgetRevisions).Bind(tombstone.ConversationId).Execute();
        database
            .Prepare(Bury)
            .Bind(tombstone.Revision)
            .Bind(StoredTime.Format(tombstone.Timestamp))
            .Bind(tombstone.ChangedBy)
            .Bind(StoredTag.Format(tombstone.Tag))
            .Bind(tombstone.Change)
            .Bind(ChecksummedJson.DigestIn(tombstone.Encode()))
            .Bind(tombstone.ConversationId)
            .Execute();
    }

    /// <summary>Counts messages that were added or have ended, with the text that came into chunks, and moves it up in lists.</summary>
    public static void Touch(
        Database database,
        ConversationId id,
        (int Messages, int Ended, int Length) more,
        (long Change, DateTimeOffset Time) last
    ) =>
        database
            .Prepare(AddMessages)
            .Bind(more.Messages)
            .Bind(more.Ended)
            .Bind(more.Length)
            .Bind(last.Change)
            .Bind(StoredTime.Format(last.Time))
            .Bind(id.ToString())
            .Execute();

    /// <summary>Counts text that came into a chunk; lists do not show that.</summary>
    public static void Grow(Database database, ConversationId id, int length) =>
        database.Prepare(GrowOne).Bind(length).Bind(id.ToString()).Execute();

    /// <summary>The conversation; null when there is none, or it was deleted.</summary>
    public static ConversationRow? Find(Database database, ConversationId id)
    {
        using var row = database.Prepare(SelectOne).Bind(id.ToString());
        return row.Read() ? Parse(database, row, id) : null;
    }

    /// <summary>A page of a user's conversations, highest change first.</summary>
    public static IEnumerable<(ConversationId Id, ConversationRow Row)> List(
        Database database,
        UserId owner,
        ConversationQuery query
    )
    {
        const int Id = 1 + FactsColumns.Count + 5;
        var statement = query.Archived is { } archived
            ? database.Prepare(SelectPlace).Bind(owner.ToString()).Bind(archived)
            : database.Prepare(SelectBoth).Bind(owner.ToString());
        using var rows = statement.Bind(query.BeforeChange ?? long.MaxValue).Bind(query.Limit);
        while (rows.Read())
        {
            if (ConversationId.TryParse(rows.Text(Id), null, out var id) && id.User == owner)
                yield return (id, Parse(database, rows, id));
        }
    }

    /// <summary>Whether there is one that was not deleted.</summary>
    public static bool IsThere(Database database, ConversationId id)
    {
        using var row = database.Prepare(Exists).Bind(id.ToString());
        return row.Read();
    }

    /// <summary>One revision of its facts; null when it is not there, or not sound.</summary>
    public static (ConversationFile Facts, byte[] Line)? FindRevision(
        Database database,
        ConversationId id,
        int revision,
        out bool isThere
    )
    {
        using var row = database.Prepare(SelectRevision).Bind(id.ToString()).Bind(revision);
        isThere = row.Read();
        return isThere ? FactsColumns.ParseLine(row, first: 0, id, revision) : null;
    }

    private static ConversationRow Parse(Database database, Statement row, ConversationId id)
    {
        const int Derived = 1 + FactsColumns.Count;
        var revision = row.Int(0);
        var facts = FactsColumns.Parse(row, first: 1, id, revision);
        _ = StoredTime.TryParse(row.Utf8(Derived + 4), out var updatedAt);
        return new ConversationRow
        {
            Facts = facts ?? (Earlier(database, id) ?? Unknown(id)) with { Revision = Math.Max(1, revision) },
            IsDamaged = facts is null,
            MessageCount = row.Int(Derived),
            EndedCount = row.Long(Derived + 1),
            TextLength = row.Long(Derived + 2),
            Change = row.Long(Derived + 3),
            UpdatedAt = updatedAt,
        };
    }

    private static ConversationFile? Earlier(Database database, ConversationId id)
    {
        using var rows = database.Prepare(SelectEarlier).Bind(id.ToString());
        while (rows.Read())
        {
            if (FactsColumns.Parse(rows, first: 0, id, rows.Int(FactsColumns.Count)) is { } facts)
                return facts;
        }

        return null;
    }

    /// <summary>Messages whose conversation has lost its facts are served without them; nothing is known but that they are there.</summary>
    private static ConversationFile Unknown(ConversationId id) =>
        new()
        {
            ConversationId = id.ToString(),
            Revision = 1,
            UserId = id.User.ToString(),
            Title = "",
            Participants = [],
            Metadata = new Dictionary<string, string>(),
            Archived = false,
            CreatedAt = DateTimeOffset.UnixEpoch,
            Timestamp = DateTimeOffset.UnixEpoch,
            ChangedBy = id.User.ToString(),
            Tag = 0,
            Change = 0,
            Format = ChecksummedJson.Format,
        };

    private static Statement Bind(Statement statement, ConversationFile facts) =>
        FactsColumns.Bind(statement, facts).Bind(facts.Change).Bind(StoredTime.Format(facts.Timestamp));

    private static long Last(Database database, string sql, UserId user)
    {
        using var row = database.Prepare(sql).Bind(user.ToString());
        row.Read();
        return row.Long(0);
    }
}
