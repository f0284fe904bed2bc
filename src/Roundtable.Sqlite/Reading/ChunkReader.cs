using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Records;

namespace Roundtable.Sqlite.Reading;

/// <summary>
/// Reads the chunks of a message a page at a time: memory stays constant, and who takes them slowly holds no transaction
/// meanwhile. Closed chunks never change, so that several moments give the same text as one.
/// </summary>
internal sealed partial class ChunkReader(ReadPool pool, ILogger logger)
{
    private const int PageMax = 64;

    public async IAsyncEnumerable<ChunkReading> ReadAsync(
        MessageId id,
        int seqFrom,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (look, page) = await pool.ReadAsync(database => Begin(database, id, seqFrom), cancellationToken)
            .ConfigureAwait(false);
        if (look is not { } message)
            yield break;

        var next = FirstOf(message, seqFrom);
        while (next <= message.ClosedLast)
        {
            if (page is null)
                yield break; // It was deleted meanwhile.
            foreach (var reading in WithGaps(page, next, message.ClosedLast))
            {
                Log(id, reading);
                yield return reading;
                next = reading.Seq + 1;
            }

            if (next > message.ClosedLast)
                break;
            var from = next;
            page = await pool.ReadAsync(database => Go(database, id, (from, message.ClosedLast)), cancellationToken)
                .ConfigureAwait(false);
        }

        if (message.Open is { } open && open.Seq >= seqFrom)
            yield return open;
    }

    /// <summary>A message that has ended, of one page at most, all of whose chunks are sound; else null.</summary>
    public async ValueTask<WholeMessage?> ReadWholeAsync(MessageId id, CancellationToken cancellationToken)
    {
        var whole = await pool.ReadAsync(database => ReadWhole(database, id), cancellationToken).ConfigureAwait(false);
        if (whole is not null)
            LogReadWhole(id, whole.Last.Seq, whole.Tokens.Length);
        return whole;
    }

    private static (MessageLook?, IReadOnlyList<ChunkReading>?) Begin(Database database, MessageId id, int seqFrom)
    {
        if (MessageLook.At(database, id) is not { } look)
            return (null, null);
        return (look, ReadPage(database, id, (FirstOf(look, seqFrom), look.ClosedLast)));
    }

    private static IReadOnlyList<ChunkReading>? Go(Database database, MessageId id, (int, int) range) =>
        MessageTable.Find(database, id) is null ? null : ReadPage(database, id, range);

    /// <summary>Where a page of the file is damaged, what is in other pages is served all the same.</summary>
    private static IReadOnlyList<ChunkReading> ReadPage(Database database, MessageId id, (int First, int Last) range)
    {
        try
        {
            return ChunkTable.Read(database, id, range, PageMax);
        }
        catch (SqliteFailure failure) when (failure.IsDamage)
        {
            var seqs = Enumerable.Range(range.First, Math.Clamp(range.Last - range.First + 1, 0, PageMax));
            return [.. seqs.Select(seq => ReadOne(database, id, seq))];
        }
    }

    private static ChunkReading ReadOne(Database database, MessageId id, int seq)
    {
        try
        {
            return ChunkTable.ReadOne(database, id, seq);
        }
        catch (SqliteFailure failure) when (failure.IsDamage)
        {
            return ChunkReading.Damaged(seq, "unreadable");
        }
    }

    /// <summary>A reply begins with its opening, a user's message with its text.</summary>
    private static int FirstOf(MessageLook message, int seqFrom) =>
        Math.Max(seqFrom, message.State.Role == MessageRole.Agent ? 0 : 1);

    /// <summary>A page with what is missing in it; the last page reaches to the end of what is closed.</summary>
    private static IEnumerable<ChunkReading> WithGaps(IReadOnlyList<ChunkReading> page, int next, int last)
    {
        foreach (var reading in page)
        {
            for (; next < reading.Seq; next++)
                yield return ChunkReading.Damaged(next, "missing");
            yield return reading;
            next++;
        }

        if (page.Count < PageMax)
        {
            for (; next <= last; next++)
                yield return ChunkReading.Damaged(next, "missing");
        }
    }

    /// <summary>The same within a transaction.</summary>
    public static WholeMessage? ReadWhole(Database database, MessageId id)
    {
        if (MessageLook.At(database, id) is not { State.Status: MessageStatus.Complete } message)
            return null;
        if (message.ClosedLast is < 1 or >= PageMax)
            return null;
        var page = ReadPage(database, id, (FirstOf(message, seqFrom: 0), message.ClosedLast));
        return Whole(message, page);
    }

    private static WholeMessage? Whole(MessageLook message, IReadOnlyList<ChunkReading> page)
    {
        var (next, offset) = (FirstOf(message, seqFrom: 0), 0);
        foreach (var reading in page)
        {
            if (reading.Chunk is not { } chunk || chunk.Seq != next || chunk.Offset != offset)
                return null;
            (next, offset) = (next + 1, offset + chunk.Length);
        }

        if (next != message.ClosedLast + 1 || offset != message.State.Length)
            return null;
        var (first, last) = (page[0].Chunk!, page[^1].Chunk!);
        return last.Status == MessageStatus.Complete
            ? new WholeMessage(first, last, page.Count == 1 ? first.Tokens : string.Concat(page.Select(it => it.Chunk!.Tokens)))
            : null;
    }

    private void Log(MessageId id, ChunkReading reading)
    {
        if (reading.Chunk is { } chunk)
            LogRead(id, reading.Seq, chunk.Tokens.Length);
        else
            LogDamaged(id, reading.Seq, reading.Damage!);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Read chunk {Seq} of {MessageId}, {Length} code units.")]
    private partial void LogRead(MessageId messageId, int seq, int length);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Read {MessageId} to chunk {Seq} in one piece, {Length} code units.")]
    private partial void LogReadWhole(MessageId messageId, int seq, int length);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Chunk {Seq} of {MessageId} is damaged: {Reason}. 'verify' reads everything."
    )]
    private partial void LogDamaged(MessageId messageId, int seq, string reason);
}
