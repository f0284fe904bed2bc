using Roundtable.Sqlite.Engine;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Records;

/// <summary>Chunks as rows: what is written, and what of it is believed when it is read.</summary>
internal static class ChunkTable
{
    private const string Columns = """
        seq, tokens, timestamp, agent_id, status, offset, token_offset, token_count, bundles, author_id, model, reply_to,
        routed_by, replaces, tag, change, finish_reason, error_code, error_message, completed_at, checksum
        """;

    private const string InsertOne = $"""
        insert into chunk (message_id, {Columns})
        values ($message_id, $seq, $tokens, $timestamp, $agent_id, $status, $offset, $token_offset, $token_count, $bundles,
            $author_id, $model, $reply_to, $routed_by, $replaces, $tag, $change, $finish_reason, $error_code, $error_message,
            $completed_at, $checksum)
        """;

    private const string SelectSome = $"""
        select {Columns}
        from chunk
        where message_id = $message_id and seq >= $first and seq <= $last
        order by seq
        limit $limit
        """;

    private const string DeleteAll = "delete from chunk where message_id = $message_id";

    public static void Insert(Database database, MessageChunk chunk) => Insert(database, chunk, ChunkEncoder.Digest(chunk));

    /// <param name="digest">Of its canonical JSON.</param>
    public static void Insert(Database database, MessageChunk chunk, string digest)
    {
        database
            .Prepare(InsertOne)
            .Bind(chunk.MessageId.ToString())
            .Bind(chunk.Seq)
            .Bind(chunk.Tokens)
            .Bind(StoredTime.Format(chunk.Timestamp))
            .Bind(chunk.AgentId)
            .Bind(StoredWord<MessageStatus>.Of(chunk.Status))
            .Bind(chunk.Offset)
            .Bind(chunk.TokenOffset)
            .Bind(chunk.TokenCount)
            .Bind(BundleMarks.Write(chunk.Bundles))
            .Bind(chunk.AuthorId?.ToString())
            .Bind(chunk.Model)
            .Bind(chunk.ReplyTo?.ToString())
            .Bind(chunk.RoutedBy is { } routedBy ? StoredWord<RoutedBy>.Of(routedBy) : null)
            .Bind(chunk.Replaces?.ToString())
            .Bind(chunk.Tag is { } tag ? StoredTag.Format(tag) : null)
            .Bind(chunk.Change)
            .Bind(chunk.FinishReason is { } reason ? StoredWord<FinishReason>.Of(reason) : null)
            .Bind(chunk.Error?.Code)
            .Bind(chunk.Error?.Message)
            .Bind(chunk.CompletedAt is { } at ? StoredTime.Format(at) : null)
            .Bind(digest)
            .Execute();
    }

    /// <summary>One chunk; one that is not there is missing.</summary>
    public static ChunkReading ReadOne(Database database, MessageId id, int seq) =>
        Read(database, id, (seq, seq), limit: 1) is [var reading] ? reading : ChunkReading.Damaged(seq, "missing");

    /// <summary>A message's chunks by sequence, at most so many; what does not fit its checksum is a value among them.</summary>
    public static IReadOnlyList<ChunkReading> Read(Database database, MessageId id, (int First, int Last) range, int limit)
    {
        using var rows = database.Prepare(SelectSome).Bind(id.ToString()).Bind(range.First).Bind(range.Last).Bind(limit);
        var readings = new List<ChunkReading>();
        while (rows.Read())
            readings.Add(Read(rows, id));
        return readings;
    }

    /// <summary>The same, each sound one with its line, which is what it was checked by.</summary>
    public static IReadOnlyList<(ChunkReading Reading, byte[] Line)> ReadLines(
        Database database,
        MessageId id,
        (int First, int Last) range,
        int limit
    )
    {
        using var rows = database.Prepare(SelectSome).Bind(id.ToString()).Bind(range.First).Bind(range.Last).Bind(limit);
        var readings = new List<(ChunkReading, byte[])>();
        while (rows.Read())
        {
            byte[] line = TryParse(rows, id, out var chunk) ? ChunkEncoder.Encode(chunk) : [];
            readings.Add(
                ChecksummedJson.HasDigest(line, rows.Utf8(20))
                    ? (ChunkReading.Sound(chunk), line)
                    : (ChunkReading.Damaged(rows.Int(0), "checksum"), [])
            );
        }

        return readings;
    }

    public static void DeleteOf(Database database, string messageId) => database.Prepare(DeleteAll).Bind(messageId).Execute();

    private static ChunkReading Read(Statement row, MessageId id)
    {
        var seq = row.Int(0);
        return TryParse(row, id, out var chunk) && ChunkEncoder.Digest(chunk) == row.Text(20)
            ? ChunkReading.Sound(chunk)
            : ChunkReading.Damaged(seq, "checksum");
    }

    private static bool TryParse(Statement row, MessageId id, out MessageChunk chunk)
    {
        var isParsed = StoredTime.TryParse(row.Utf8(2), out var timestamp);
        isParsed &= StoredWord<MessageStatus>.TryParse(row.Text(4), out var status);
        chunk = new MessageChunk
        {
            MessageId = id,
            Seq = row.Int(0),
            Tokens = row.Text(1),
            Timestamp = timestamp,
            AgentId = row.TextOrNull(3),
            Status = status,
            Offset = row.Int(5),
            TokenOffset = row.Int(6),
            TokenCount = row.Int(7),
            Bundles = row.IsNull(8) ? [] : BundleMarks.Read(row.Utf8(8)) ?? [],
            AuthorId = UserId.TryParse(row.TextOrNull(9), null, out var author) ? author : null,
            Model = row.TextOrNull(10),
            ReplyTo = MessageId.TryParse(row.TextOrNull(11), null, out var replyTo) ? replyTo : null,
            RoutedBy = StoredWord<RoutedBy>.TryParse(row.TextOrNull(12), out var routedBy) ? routedBy : null,
            Replaces = MessageId.TryParse(row.TextOrNull(13), null, out var replaces) ? replaces : null,
            Tag = StoredTag.TryParse(row.TextOrNull(14), out var tag) ? tag : null,
            Change = row.LongOrNull(15),
            FinishReason = StoredWord<FinishReason>.TryParse(row.TextOrNull(16), out var reason) ? reason : null,
            Error = row.TextOrNull(17) is { } code ? new MessageError(code, row.TextOrNull(18) ?? "") : null,
            CompletedAt = StoredTime.TryParse(row.Utf8(19), out var completedAt) ? completedAt : null,
        };
        // What cannot be read is not taken for absent.
        return isParsed
            && row.IsNull(8) == (chunk.Bundles.Count == 0)
            && row.IsNull(9) == chunk.AuthorId is null
            && row.IsNull(11) == chunk.ReplyTo is null
            && row.IsNull(12) == chunk.RoutedBy is null
            && row.IsNull(13) == chunk.Replaces is null
            && row.IsNull(14) == chunk.Tag is null
            && row.IsNull(16) == chunk.FinishReason is null
            && row.IsNull(18) == chunk.Error is null
            && row.IsNull(19) == chunk.CompletedAt is null;
    }
}
