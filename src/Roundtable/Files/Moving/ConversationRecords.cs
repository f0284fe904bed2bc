using Roundtable.Disk;
using Roundtable.Files.Sealing;
using Roundtable.Moving;
using Roundtable.Stored;
using Roundtable.Verification;

namespace Roundtable.Files.Moving;

/// <summary>A conversation's records: its tombstone alone; or its facts, what is known to be lost, and its messages.</summary>
/// <param name="isOpen">Whether a message need not have an end.</param>
internal sealed class ConversationRecords(FolderReading reading, ConversationId id, Predicate<MessageId> isOpen)
{
    private readonly ConversationNames _names = reading.Names.Conversations[id.Number];
    private readonly MessageWatch _watch = new(
        id,
        (lost, reason) => reading.Losses.Contains(LossNotes.PathOf(lost), reason),
        isOpen,
        (found, reason) => throw new FolderFaultException(LossNotes.PathOf(found), reason)
    );

    public IEnumerable<StoredRecord> Read()
    {
        var newest = Math.Max(1, _names.Revisions.Max);
        var last = ReadFacts(newest);
        if (last?.Place.Kind == RecordKind.Tombstone)
        {
            yield return last;
            yield break;
        }

        for (var revision = 1; revision < newest; revision++)
        {
            if (ReadFacts(revision) is { } facts)
                yield return facts;
        }

        if (last is not null)
            yield return last;

        foreach (var loss in reading.LossesOf(new StoreUnit(id.User, id.Number)))
            yield return loss;
        foreach (var record in Messages())
        {
            _watch.Add(record.Chunk!);
            yield return record;
        }

        _watch.Finish();
    }

    /// <summary>A revision; null when it is known to be lost.</summary>
    private StoredRecord? ReadFacts(int revision)
    {
        var path = StoreLayout.Conversation(id, revision);
        if (reading.Require(path) is not { } bytes)
            return null;
        if (TombstoneFile.Decode(bytes, id, revision) is { } tombstone)
            return new StoredRecord(RecordPlace.OfRevision(RecordKind.Tombstone, revision), bytes, null, tombstone.Change);
        return ConversationFile.Decode(bytes, id, revision, out _) is { } facts
            ? new StoredRecord(RecordPlace.OfRevision(RecordKind.Facts, revision), bytes, null, facts.Change)
            : throw FolderReading.Unsound(path, bytes);
    }

    /// <summary>What is sealed and what is loose, by message. Loose files beside their sealed lines are passed over.</summary>
    private IEnumerable<StoredRecord> Messages()
    {
        var seals = Seals().OrderBy(seal => seal.Head.First).ToList();
        var loose = _names
            .Chunks.Where(chunk => !seals.Exists(seal => chunk.Number >= seal.Head.First && chunk.Number <= seal.Head.Last))
            .GroupBy(chunk => chunk.Number, chunk => chunk.Seq)
            .OrderBy(message => message.Key)
            .ToList();
        var next = 0;
        foreach (var seal in seals)
        {
            for (; next < loose.Count && loose[next].Key < seal.Head.First; next++)
            {
                foreach (var record in Loose(loose[next]))
                    yield return record;
            }

            foreach (var record in Sealed(seal))
                yield return record;
        }

        for (; next < loose.Count; next++)
        {
            foreach (var record in Loose(loose[next]))
                yield return record;
        }
    }

    private IEnumerable<SealedReader> Seals()
    {
        for (var seal = 1; seal <= _names.Seals.Max; seal++)
        {
            var path = StoreLayout.Sealed(id, seal);
            if (Try(path, () => SealedReader.Open(reading.Disk, reading.Folder, (id, seal))) is { } reader)
                yield return reader;
            else if (!reading.Losses.Contains(path, Finding.Missing))
                throw new FolderFaultException(path, Finding.Missing);
        }
    }

    private IEnumerable<StoredRecord> Sealed(SealedReader seal)
    {
        var path = StoreLayout.Sealed(id, seal.Head.Seal);
        using var lines = seal.Lines().GetEnumerator();
        while (Try(path, lines.MoveNext))
        {
            if (SealedRun.Decode(lines.Current) is not { } run || run.MessageId.Conversation != id)
                throw FolderReading.Unsound(path, lines.Current, SealedFormat.Newest);
            foreach (var chunk in run.Chunks())
                yield return StoredRecord.Of(chunk);
        }
    }

    private static T Try<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException unsound)
        {
            throw new FolderFaultException(path, unsound.Message, unsound);
        }
        catch (DiskException failure) when (failure.IsOfTheFile)
        {
            throw new FolderFaultException(path, failure.IsLink ? Finding.Link : Finding.Unreadable, failure);
        }
    }

    private IEnumerable<StoredRecord> Loose(IGrouping<int, int> message)
    {
        var messageId = new MessageId(id, message.Key);
        foreach (var seq in message.Distinct().Order())
        {
            var path = seq == 0 ? StoreLayout.Message(messageId) : StoreLayout.Chunk(new ChunkId(messageId, seq));
            if (reading.Require(path) is not { } bytes)
                continue;
            var found = ChunkFile.Decode(bytes, messageId, seq);
            if (seq == 0 && found.Damage == Finding.Foreign)
                found = ChunkFile.Decode(bytes, messageId, seq: 1);
            yield return found.Chunk is { } chunk ? StoredRecord.Of(chunk, bytes) : throw FolderReading.Unsound(path, bytes);
        }

        if (reading.Names.Journal.Live.TryGetValue(messageId, out var live) && live.OpenChunk() is { } open)
            yield return StoredRecord.Of(open);
    }
}
