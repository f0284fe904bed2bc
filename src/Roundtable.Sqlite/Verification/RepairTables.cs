using Roundtable.Moving;
using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Verification;

/// <summary>What a repair writes.</summary>
internal static class RepairTables
{
    private const string Which = """
        message_id = $message_id and seq = coalesce($seq, (select m.role = 'user' from message m where m.id = $message_id))
        """;

    private const string CopyChunk = $"""
        insert into aside (unit, id, reason, timestamp, row)
        select $unit, $id, $reason, $timestamp, json_object('message_id', message_id, 'seq', seq, 'tokens', tokens,
            'timestamp', timestamp, 'agent_id', agent_id, 'status', status, 'offset', offset, 'token_offset', token_offset,
            'token_count', token_count, 'bundles', bundles, 'author_id', author_id, 'model', model, 'reply_to', reply_to,
            'routed_by', routed_by, 'replaces', replaces, 'tag', tag, 'change', change, 'finish_reason', finish_reason,
            'error_code', error_code, 'error_message', error_message, 'completed_at', completed_at, 'checksum', checksum)
        from chunk
        where {Which}
        """;

    private const string CopyBundles = """
        insert into aside (unit, id, reason, timestamp, row)
        select $unit, printf('%s-%03d', b.message_id, b.seq), 'given up', $timestamp, json_object('message_id', b.message_id,
            'seq', b.seq, 'offset', b.offset, 'tokens', b.tokens, 'length', b.length, 'token_count', b.token_count,
            'timestamp', b.timestamp, 'checksum', b.checksum)
        from bundle b join message m on m.id = b.message_id
        where m.conversation_id = $unit and m.status = 'complete'
        """;

    private const string DeleteBundles = """
        delete from bundle
        where message_id in (select m.id from message m where m.conversation_id = $unit and m.status = 'complete')
        """;

    private const string DeleteChunk = $"delete from chunk where {Which}";

    /// <summary>Takes what was shown of chunks that were given up out of its table, and keeps all of it.</summary>
    public static void SetBundlesAside(Database database, ConversationId id, string timestamp)
    {
        database.Prepare(CopyBundles).Bind(id.ToString()).Bind(timestamp).Execute();
        database.Prepare(DeleteBundles).Bind(id.ToString()).Execute();
    }

    /// <summary>Takes a chunk's row out of its table, and keeps all of it. Without a number it is the first of its message.</summary>
    public static void SetAside(
        Database database,
        (StoreUnit Unit, MessageId Message, int? Seq) place,
        (string Id, string Reason, string Timestamp) found
    )
    {
        database
            .Prepare(CopyChunk)
            .Bind(place.Unit.ToString())
            .Bind(found.Id)
            .Bind(found.Reason)
            .Bind(found.Timestamp)
            .Bind(place.Message.ToString())
            .Bind(place.Seq)
            .Execute();
        database.Prepare(DeleteChunk).Bind(place.Message.ToString()).Bind(place.Seq).Execute();
    }
}
