using Roundtable.Stored;
using Roundtable.Verification;

namespace Roundtable.Files.Verification;

/// <summary>Judges one conversation: its revisions, its sealed files, its messages.</summary>
internal sealed class ConversationCheck(ConversationId id, ConversationNames names, VerificationLog log)
{
    private readonly Dictionary<int, Dictionary<int, ChunkPlace>> _sealed = [];
    private readonly SortedDictionary<int, int> _promised = [];
    private readonly HashSet<int> _loose = [.. names.Chunks.Select(chunk => chunk.Number)];
    private int _sealMax;

    public void Run()
    {
        // Below a tombstone nothing is read: what is still there leaves the disk with the next checkpoint, or at the next start.
        for (var revision = Math.Max(1, names.Revisions.Max); revision >= 1; revision--)
        {
            if (IsTombstone(revision))
                return;
        }

        for (var seal = 1; seal <= names.Seals.Max; seal++)
        {
            if (!CheckSealed(seal))
                log.Find(
                    StoreLayout.Sealed(id, seal),
                    Finding.Missing,
                    "What was sealed in it is lost, unless it is in loose files."
                );
        }

        _sealMax = names.Seals.Max;
        var loose = names.Chunks.ToLookup(chunk => chunk.Number, chunk => chunk.Seq);
        var last = Math.Max(
            _promised.Keys.DefaultIfEmpty().Max(),
            names.Chunks.Select(chunk => chunk.Number).DefaultIfEmpty().Max()
        );
        for (var number = 1; number <= last; number++)
            CheckMessage(new MessageId(id, number), loose[number]);
        log.Messages += last;
    }

    /// <summary>Judges a revision of the facts; true when it is the one that says that there are none any more.</summary>
    private bool IsTombstone(int revision)
    {
        const string Cost = "What the conversation was called from then on is not served; an earlier revision counts.";
        var path = StoreLayout.Conversation(id, revision);
        if (log.Read(path, Cost) is not { } bytes)
        {
            if (!log.HasFound(path))
                log.Find(path, Finding.Missing, Cost);
            return false;
        }

        if (ConversationFile.Decode(bytes, id, revision, out var reason) is not null)
            return false;
        if (TombstoneFile.Decode(bytes, id, revision) is not null)
            return true;
        log.Find(path, ReasonOf(bytes, reason), Cost);
        return false;
    }

    /// <summary>False when there is no such file.</summary>
    private bool CheckSealed(int seal)
    {
        var path = StoreLayout.Sealed(id, seal);
        if (log.Read(path, "What is sealed in it is not served.") is not { } bytes)
            return log.HasFound(path);
        _sealMax = Math.Max(_sealMax, seal);

        var check = new SealedCheck(id, seal, _loose.Contains);
        check.Run(bytes);
        if (check.Reason is { } reason)
            log.Find(path, reason, check.Cost);
        foreach (var place in check.Places)
        {
            if (!_sealed.TryGetValue(place.Number, out var places))
                _sealed[place.Number] = places = [];
            places.TryAdd(place.Seq, place);
            _promised.TryAdd(place.Number, 0);
        }

        foreach (var (number, chunkCount) in check.Promised)
            _promised[number] = chunkCount;
        return true;
    }

    private void CheckMessage(MessageId message, IEnumerable<int> seqs)
    {
        var named = new HashSet<int>();
        var places = new Dictionary<int, ChunkPlace>();
        foreach (var seq in seqs)
            CheckFile(message, seq, (named, places));

        // A name that was listed and is gone has been sealed since, perhaps.
        while (named.Count < seqs.Count() && CheckSealed(_sealMax + 1)) { }
        foreach (var (seq, place) in _sealed.GetValueOrDefault(message.Number) ?? [])
        {
            if (places.TryGetValue(seq, out var twin) && twin.Crc != place.Crc)
                log.Find(PathOf(message, twin), Finding.Differs, "Nothing: the sealed line is served.");
            places[seq] = place;
        }

        new MessageCheck(message, named, places).Run(log, _promised.GetValueOrDefault(message.Number));
    }

    private void CheckFile(MessageId message, int seq, (HashSet<int> Named, Dictionary<int, ChunkPlace> Places) found)
    {
        var path = seq == 0 ? StoreLayout.Message(message) : StoreLayout.Chunk(new ChunkId(message, seq));
        var cost = seq == 0 ? "The message, or what its opening says, is not served." : $"The text of chunk {seq} is not served.";
        if (log.Read(path, cost) is not { } bytes)
        {
            if (log.HasFound(path))
                found.Named.Add(seq);
            return;
        }

        found.Named.Add(seq);
        var reading = ChunkFile.Decode(bytes, message, seq);
        if (seq == 0 && reading.Damage == Finding.Foreign)
            reading = ChunkFile.Decode(bytes, message, seq: 1);
        if (reading.Chunk is { } chunk && (seq == 0) == (chunk.Seq == 0 || chunk.AuthorId is not null))
            found.Places[chunk.Seq] = ChunkPlace.Of(chunk, Crc32C.Compute(bytes));
        else
            log.Find(path, ReasonOf(bytes, reading.Damage ?? Finding.Foreign), cost);
    }

    private static string ReasonOf(ReadOnlySpan<byte> bytes, string reason) =>
        reason == "format" && StoredVersion.IsAnother(bytes) ? Finding.Version : reason;

    private static string PathOf(MessageId message, ChunkPlace place) =>
        place.Seq == 0 || place.IsUser ? StoreLayout.Message(message) : StoreLayout.Chunk(new ChunkId(message, place.Seq));
}
