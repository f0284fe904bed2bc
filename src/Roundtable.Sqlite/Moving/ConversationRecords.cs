using Roundtable.Moving;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Records;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Moving;

/// <summary>A conversation's records: its tombstone alone; or its facts, what is known to be lost, and its messages.</summary>
/// <param name="isUnfinished">Whether chunks of an open message may stand in its place instead of bundles.</param>
internal sealed class ConversationRecords(Database database, ConversationId id, bool isUnfinished)
{
    private const int PageMax = 64;
    private readonly UnitLosses _losses = new(LossTable.Of(database, new StoreUnit(id.User, id.Number)));
    private readonly HashSet<MessageId> _open = [];
    private readonly HashSet<string> _told = [];

    /// <summary>Told of what is not sound, and reading goes on behind it; null: it is thrown.</summary>
    public Action<StoreDamagedException>? Damaged { get; init; }

    public IEnumerable<StoredRecord> Read()
    {
        if (ReadHead() is not var (revision, tombstone))
            yield break;
        if (tombstone is not null)
        {
            yield return tombstone;
            yield break;
        }

        foreach (var facts in ReadFacts(revision))
            yield return facts;
        foreach (var loss in _losses.Files)
            yield return LossTable.ToRecord(loss);
        var watch = new MessageWatch(id, IsKnown, message => isUnfinished || _open.Contains(message), Tell);
        foreach (var chunk in Chunks())
        {
            watch.Add(chunk.Chunk!);
            yield return chunk;
        }

        watch.Finish();
    }

    private void Tell(string id, string reason)
    {
        var damage = new StoreDamagedException(id, reason);
        if (Damaged is null)
            throw damage;
        _told.Add(id);
        Damaged(damage);
    }

    private bool IsKnown(string lost, string reason) => _told.Contains(lost) || _losses.Contains(lost, reason);

    private (int Revision, StoredRecord? Tombstone)? ReadHead()
    {
        using var row = database.Prepare(MovingTables.SelectHead).Bind(id.ToString());
        if (!row.Read())
            return null;
        var revision = row.Int(1);
        if (row.Long(0) == 0)
            return (revision, null);
        var isParsed = StoredTime.TryParse(row.Text(3), out var timestamp) & StoredTag.TryParse(row.Text(5), out var tag);
        var tombstone = new TombstoneFile
        {
            ConversationId = id.ToString(),
            Revision = revision,
            UserId = id.User.ToString(),
            Deleted = true,
            MessageCount = row.Int(2),
            Timestamp = timestamp,
            ChangedBy = row.Text(4),
            Tag = tag,
            Change = row.Long(6),
            Format = ChecksummedJson.Format,
        };
        var line = tombstone.Encode();
        if (!isParsed || ChecksummedJson.DigestIn(line) != row.Text(7))
            throw new StoreDamagedException(id.ToString(), "checksum");
        return (revision, new StoredRecord(RecordPlace.OfRevision(RecordKind.Tombstone, revision), line, null, tombstone.Change));
    }

    private IEnumerable<StoredRecord> ReadFacts(int newest)
    {
        for (var revision = 1; revision <= newest; revision++)
        {
            var name = revision == 1 ? id.ToString() : $"{id}-r{revision:D2}";
            if (ConversationTable.FindRevision(database, id, revision, out var isThere) is var (facts, line))
                yield return new StoredRecord(RecordPlace.OfRevision(RecordKind.Facts, revision), line, null, facts.Change);
            else if (!IsKnown(name, MessageWatch.Missing))
                Tell(name, isThere ? "checksum" : MessageWatch.Missing);
        }
    }

    private IEnumerable<StoredRecord> Chunks()
    {
        for (var (number, page) = (0, Messages(0)); page.Count > 0; page = page.Count == PageMax ? Messages(number) : [])
        {
            foreach (var (next, agent, status) in page)
            {
                number = next;
                var message = new MessageId(id, number);
                if (status == MessageStatus.Streaming)
                    _open.Add(message);
                foreach (var chunk in ChunksOf(message, agent))
                    yield return chunk;
            }
        }
    }

    private List<(int Number, string? Agent, MessageStatus Status)> Messages(int after)
    {
        using var rows = database.Prepare(MovingTables.SelectMessages).Bind(id.ToString()).Bind(after).Bind(PageMax);
        var page = new List<(int, string?, MessageStatus)>();
        while (rows.Read())
        {
            _ = StoredWord<MessageStatus>.TryParse(rows.Text(2), out var status);
            page.Add((rows.Int(0), rows.TextOrNull(1), status));
        }

        return page;
    }

    /// <summary>A user's message, and the opening of a reply, are called as the message is.</summary>
    private static string IdOf(MessageId message, string? agent, int seq) =>
        agent is null || seq < 1 ? message.ToString() : new ChunkId(message, seq).ToString();

    private IEnumerable<StoredRecord> ChunksOf(MessageId message, string? agent)
    {
        var last = (Seq: 0, Offset: 0, TokenOffset: 0);
        for (var isMore = true; isMore; )
        {
            var first = last.Seq == 0 ? 0 : last.Seq + 1;
            var page = ChunkTable.ReadLines(database, message, (first, int.MaxValue), PageMax);
            isMore = page.Count == PageMax;
            foreach (var (reading, line) in page)
            {
                if (reading.Chunk is not { } chunk)
                {
                    Tell(IdOf(message, agent, reading.Seq), reading.Damage!);
                    last = last with { Seq = reading.Seq };
                    continue;
                }

                last = (chunk.Seq, chunk.Offset + chunk.Length, chunk.TokenOffset + chunk.TokenCount);
                yield return StoredRecord.Of(chunk, line);
            }
        }

        if (!_open.Contains(message))
            yield break;
        if (BundleTable.Read(database, message) is not { } bundles)
        {
            Tell(new ChunkId(message, last.Seq + 1).ToString(), "checksum");
            yield break;
        }

        var reply = LiveReply.Restore(message, agent ?? "", (last.Seq + 1, last.Offset, last.TokenOffset), bundles);
        if (reply.OpenChunk() is { } open)
            yield return StoredRecord.Of(open);
    }
}
