using Roundtable.Sqlite.Records;

namespace Roundtable.Sqlite.Moving;

/// <summary>What copying asks of the tables, beside what the store asks of them.</summary>
internal static class MovingTables
{
    public const string CountUnits = "select (select count(*) from user) + (select count(*) from conversation)";

    public const string SelectConversations = """
        select number
        from conversation
        where user_id = $user_id and number > $number
        order by number
        limit $limit
        """;

    public const string SelectProfiles = """
        select revision, name, created_at, timestamp, keys, checksum
        from user_revision
        where user_id = $user_id
        union all
        select revision, name, created_at, timestamp, keys, checksum
        from user
        where id = $user_id
        order by revision
        """;

    public const string SelectAnswers = """
        select body, conversation_id, message_id, replies, cursor, timestamp, checksum, key
        from request
        where user_id = $user_id
        order by key
        """;

    public const string SelectHead = """
        select deleted, revision, message_count, timestamp, changed_by, tag, facts_change, checksum
        from conversation
        where id = $id
        """;

    public const string SelectMessages = """
        select number, agent_id, status
        from message
        where conversation_id = $conversation_id and number > $number
        order by number
        limit $limit
        """;

    public const string SelectLosses = """
        select id, reason, cost, lost, timestamp, checksum
        from loss
        where unit = $unit
        order by id, reason
        """;

    public const string InsertLoss = """
        insert or replace into loss (unit, id, reason, cost, lost, timestamp, checksum)
        values ($unit, $id, $reason, $cost, $lost, $timestamp, $checksum)
        """;

    public const string CopyLoss = """
        insert into aside (unit, id, reason, timestamp, row)
        select unit, id, 'checksum', $timestamp, json_object('id', id, 'reason', reason, 'cost', cost, 'lost', lost,
            'timestamp', timestamp, 'checksum', checksum)
        from loss
        where unit = $unit and id = $id and reason = $reason
        """;

    public const string DeleteLoss = "delete from loss where unit = $unit and id = $id and reason = $reason";

    public const string InsertTombstone = """
        insert or replace into conversation (id, user_id, number, revision, title, participants, metadata, archived, created_at,
            timestamp, changed_by, tag, facts_change, checksum, deleted, message_count, change, updated_at)
        values ($id, $user_id, $number, $revision, '', '[]', '{}', 0, null, $timestamp, $changed_by, $tag, $facts_change,
            $checksum, 1, $message_count, $facts_change, $timestamp)
        """;

    public const string DeleteChunk = "delete from chunk where message_id = $message_id and seq = $seq";

    public const string DeleteAnswer = "delete from request where user_id = $user_id and key = $key";

    /// <summary>A message of which nothing is left keeps its number, and is told as one whose text is missing.</summary>
    public const string InsertLostMessage = """
        insert or ignore into message (id, conversation_id, number, role, tag, status, finish_reason, length, token_count,
            chunk_count, created_at, completed_at)
        values ($id, $conversation_id, $number, 'user', '0000000000000000', 'complete', 'stop', 0, 0, 1, $timestamp, $timestamp)
        """;

    /// <summary>A message reaches as far as what is known to be lost of it, and is not open.</summary>
    public const string ReachLostChunk = """
        update message
        set chunk_count = max(chunk_count, $seq), status = 'complete', finish_reason = coalesce(finish_reason, 'interrupted'),
            completed_at = coalesce(completed_at, created_at)
        where id = $id
        """;

    /// <summary>A conversation of whose facts nothing is left is there all the same, and no checksum fits it.</summary>
    public const string InsertLostFacts = """
        insert or ignore into conversation (id, user_id, number, revision, title, participants, metadata, archived, created_at,
            timestamp, changed_by, tag, facts_change, checksum, change, updated_at)
        values ($id, $user_id, $number, $revision, '', '[]', '{}', 0, '1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z',
            $user_id, '0000000000000000', 0, '', 0, '1970-01-01T00:00:00.000Z')
        """;

    public const string KeepSoundFacts = $"""
        insert or ignore into conversation_revision (conversation_id, revision, {FactsColumns.Names})
        select id, revision, {FactsColumns.Names}
        from conversation
        where id = $id and revision < $revision
        """;

    /// <summary>The newest revision is lost: its number is taken, and the one before it counts.</summary>
    public const string ReachLostFacts = """
        update conversation
        set revision = $revision, checksum = ''
        where id = $id and revision < $revision
        """;

    /// <summary>What lists show of a conversation, from its facts and its messages.</summary>
    public const string Derive = """
        update conversation
        set message_count = (select coalesce(max(number), 0) from message where conversation_id = $id),
            ended_count = (select count(*) from message where conversation_id = $id and status = 'complete'),
            text_length = (select coalesce(sum(length), 0) from message where conversation_id = $id),
            (change, updated_at) = (
                select change, time
                from (
                    select facts_change as change, timestamp as time
                    from conversation
                    where id = $id
                    union all
                    select chunk.change, coalesce(chunk.completed_at, chunk.timestamp)
                    from chunk join message on message.id = chunk.message_id
                    where message.conversation_id = $id and chunk.change is not null
                )
                order by change desc
                limit 1
            )
        where id = $id and deleted = 0
        """;

    public static readonly IReadOnlyList<string> ClearConversation =
    [
        "delete from chunk where message_id in (select id from message where conversation_id = $id)",
        "delete from bundle where message_id in (select id from message where conversation_id = $id)",
        "delete from message where conversation_id = $id",
        "delete from conversation_revision where conversation_id = $id",
        "delete from loss where unit = $id",
        "delete from aside where unit = $id",
        "delete from conversation where id = $id",
    ];

    public static readonly IReadOnlyList<string> ClearUser =
    [
        "delete from request where user_id = $id",
        "delete from user_revision where user_id = $id",
        "delete from loss where unit = $id",
        "delete from user where id = $id",
    ];
}
