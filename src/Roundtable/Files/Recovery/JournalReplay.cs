using Microsoft.Extensions.Logging;
using Roundtable.Disk;
using Roundtable.Files.Journaling;
using Roundtable.Stored;

namespace Roundtable.Files.Recovery;

/// <summary>
/// Writes every file that the journal holds, and finds the replies that were open. A file that reads well may be in the cache
/// alone: the disk lost it, and whoever was told of that is dead. It may die at any point and begin again: the segments stay
/// until all of it is in files and flushed.
/// </summary>
internal sealed partial class JournalReplay(JournalSetup setup, FileSettlement files, ILogger logger)
{
    private readonly Dictionary<MessageId, LiveReply> _live = [];
    private readonly List<string> _paths = [];

    /// <summary>Replies without an end, as they stood.</summary>
    public IReadOnlyDictionary<MessageId, LiveReply> Live => _live;

    /// <summary>What was read, oldest first: to be removed when all of it is in files.</summary>
    public IReadOnlyList<string> Segments => _paths;

    /// <summary>The number that the next segment takes.</summary>
    public long NextSegmentNumber { get; private set; } = 1;

    /// <summary>
    /// The highest number that was used. The next segment goes on from here, which makes what was dropped above it void: the
    /// recovery after this one must not find it flushed through, and use it.
    /// </summary>
    public long LastSequenceNumber { get; private set; }

    /// <summary>Stretches of the journal that had been flushed and cannot be read any more.</summary>
    public int DamageCount { get; private set; }

    /// <summary>
    /// Replays all. A process that died may have left the newest part of the journal in the cache alone: it is written once more
    /// and flushed before a file gets its name from it, so that a cut leaves all of a batch or nothing. What is written here is
    /// durable, too, when this returns.
    /// </summary>
    /// <exception cref="DiskException">The file system cannot be flushed; the journal is kept.</exception>
    public void Run()
    {
        // Open from before anything is written: a descriptor opened later would miss an error.
        using var flusher = setup.Disk.OpenFlusher(setup.Folder);
        foreach (var path in JournalLayout.PrivateFiles(setup.Disk, setup.JournalFolder))
            setup.Disk.Delete(path);

        var segments = ReadSegments();
        var isFlushed = TryFlush(flusher);
        files.WritesInPlace = isFlushed;
        Replay(segments);
        if ((files.FilesWritten > 0 || !isFlushed) && !TryFlush(flusher))
        {
            files.WritesInPlace = false;
            Replay(segments);
            flusher.Flush();
        }
    }

    private bool TryFlush(IFileSystemFlusher flusher)
    {
        try
        {
            flusher.Flush();
            return true;
        }
        catch (DiskException failure)
        {
            LogFlushFailed(failure);
            return false;
        }
    }

    private void Replay(List<SegmentContent> segments)
    {
        _live.Clear();
        var flushedThrough = segments.Select(segment => segment.FlushedThrough).DefaultIfEmpty().Max();
        for (var i = 0; i < segments.Count; i++)
        {
            // A later segment that begins with a number takes it, and all above, from a segment whose flush had failed.
            var voidFrom = segments.Skip(i + 1).Select(later => later.FirstSequenceNumber).DefaultIfEmpty(long.MaxValue).Min();
            Replay(segments[i], flushedThrough, voidFrom);
        }
    }

    private List<SegmentContent> ReadSegments()
    {
        var contents = new List<SegmentContent>();
        var numbers = setup
            .Disk.List(setup.JournalFolder)
            .Select(name => JournalLayout.TryParseSegment(name, out var number) ? number : 0)
            .Where(number => number > 0);
        foreach (var number in numbers.Order())
        {
            var path = JournalLayout.Segment(setup.JournalFolder, number);
            _paths.Add(path);
            NextSegmentNumber = number + 1;
            if (SegmentReader.Read(setup.Disk, path) is not { } content)
                continue;
            contents.Add(content);
            files.TryWriteInPlace(path, setup.Disk.Read(path).AsSpan().TrimEnd((byte)0));
        }

        return contents;
    }

    private void Replay(SegmentContent segment, long flushedThrough, long voidFrom)
    {
        foreach (var entry in segment.Entries)
        {
            if (entry.SequenceNumber >= voidFrom)
                return;
            if (entry.Record is not null)
                Replay(entry.Record);
            if (!entry.IsGap)
            {
                LastSequenceNumber = Math.Max(LastSequenceNumber, entry.SequenceNumber);
                continue;
            }

            if (entry.SequenceNumber <= flushedThrough)
            {
                DamageCount++;
                LogDamaged(segment.Path, entry.SequenceNumber);
            }

            // Beyond what was flushed lies a torn tail: of a batch that nobody was told about, any part may have survived.
            if (entry.MissingThrough is { } missing && missing <= flushedThrough)
                continue;
            if (entry.MissingThrough is not null || entry.SequenceNumber <= flushedThrough)
                files.KeepCopy(segment.Path);
            LogTorn(segment.Path, entry.SequenceNumber);
            return;
        }
    }

    private void Replay(JournalRecord record)
    {
        switch (record)
        {
            case FilesRecord turnOrFacts:
                foreach (var file in turnOrFacts.Files)
                {
                    files.Settle(file);
                    Open(file);
                }

                break;
            case BundleRecord { Bundle: var bundle } when _live.TryGetValue(bundle.MessageId, out var reply):
                Settle(reply.Recover(bundle));
                break;
            case EndRecord end when _live.Remove(end.MessageId, out var reply):
                Settle(reply.End(end.Ending, end.Change, end.CompletedAt));
                break;
            case LiveRecord { Reply: var reply }:
                _live[reply.Id] = reply.Copy(); // The record may be replayed twice.
                break;
            default:
                break;
        }
    }

    private void Settle(IReadOnlyList<MessageChunk> chunks)
    {
        foreach (var chunk in chunks)
            files.Settle(new StoredFile(StoreLayout.Chunk(chunk), ChunkFile.Encode(chunk)));
    }

    private void Open(StoredFile file)
    {
        var name = Path.GetFileName(file.Path.AsSpan());
        if (!StoreLayout.TryParseMessage(name, out var id, out _))
            return;
        if (ChunkFile.Decode(file.Bytes, id, seq: 0).Chunk is { AgentId: { } agentId })
            _live[id] = new LiveReply(id, agentId);
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The file system could not be flushed; all that the journal holds is written anew."
    )]
    private partial void LogFlushFailed(Exception exception);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "'{Segment}' is damaged at record {SequenceNumber}, which had been flushed."
    )]
    private partial void LogDamaged(string segment, long sequenceNumber);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "'{Segment}' ends with a batch that was never flushed, from record {SequenceNumber} on; nobody had seen it."
    )]
    private partial void LogTorn(string segment, long sequenceNumber);
}
