using Microsoft.Extensions.Logging;
using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Files.Json;

namespace Roundtable.Files.Recovery;

/// <summary>
/// Writes what the journal holds and no file does, equal to the byte, and finds the replies that were open. It may die at any
/// point and begin again: the segments stay until all of it is in files and flushed.
/// </summary>
internal sealed partial class JournalReplay(JournalSetup setup, FilePublisher files, ILogger logger)
{
    private readonly Dictionary<MessageId, LiveReply> _live = [];
    private readonly List<string> _segments = [];

    /// <summary>Replies without an end, as they stood.</summary>
    public IReadOnlyDictionary<MessageId, LiveReply> Live => _live;

    /// <summary>The segments that were read, oldest first.</summary>
    public IReadOnlyList<string> Segments => _segments;

    /// <summary>Files that were missing or unsound.</summary>
    public int FilesWritten { get; private set; }

    /// <summary>The number that the next segment takes.</summary>
    public long NextSegmentNumber { get; private set; } = 1;

    public void Run()
    {
        var names = setup.Disk.List(setup.JournalFolder);
        foreach (var name in names.Where(JournalLayout.IsPrivate))
            setup.Disk.Delete(Path.Combine(setup.JournalFolder, name));

        var numbers = names
            .Select(name => JournalLayout.TryParseSegment(name, out var number) ? number : 0)
            .Where(number => number > 0);
        foreach (var number in numbers.Order())
        {
            var path = JournalLayout.Segment(setup.JournalFolder, number);
            _segments.Add(path);
            NextSegmentNumber = number + 1;
            foreach (var record in SegmentReader.Read(setup.Disk, path))
                Replay(record);
        }
    }

    private void Replay(JournalRecord record)
    {
        switch (record)
        {
            case FilesRecord turnOrFacts:
                foreach (var file in turnOrFacts.Files)
                {
                    Settle(file);
                    Open(file);
                }

                break;
            case BundleRecord { Bundle: var bundle } when _live.TryGetValue(bundle.MessageId, out var reply):
                foreach (var chunk in reply.Append(bundle))
                    Settle(new StoredFile(StoreLayout.Chunk(chunk), ChunkFile.Encode(chunk)));
                break;
            case EndRecord end when _live.Remove(end.MessageId, out var reply):
                var last = reply.End(end.Ending, end.Change, end.CompletedAt);
                Settle(new StoredFile(StoreLayout.Chunk(last), ChunkFile.Encode(last)));
                break;
            case LiveRecord { Reply: var reply }:
                _live[reply.Id] = reply;
                break;
            default:
                break;
        }
    }

    private void Open(StoredFile file)
    {
        var name = Path.GetFileName(file.Path.AsSpan());
        if (!StoreLayout.TryParseMessage(name, out var id, out _))
            return;
        if (ChunkFile.Decode(file.Bytes, id, seq: 0).Chunk is { AgentId: { } agentId })
            _live[id] = new LiveReply(id, agentId);
    }

    private void Settle(StoredFile file)
    {
        var path = Path.Combine(setup.Folder, file.Path);
        var existing = setup.Disk.Read(path);
        if (existing is not null && existing.AsSpan().SequenceEqual(file.Bytes))
            return;

        if (existing is not null)
        {
            SetAside(path, file.Path);
            LogSetAside(file.Path);
        }

        setup.Disk.CreateFolder(Path.GetDirectoryName(path)!);
        if (!files.TryPublish(file))
            throw new IOException($"'{file.Path}' was written by somebody else during recovery.");
        FilesWritten++;
    }

    /// <summary>What a power cut left under a name that the journal knows better is kept, under another name.</summary>
    private void SetAside(string path, string name)
    {
        var folder = Path.Combine(setup.Folder, StoreLayout.Aside);
        setup.Disk.CreateFolder(folder);
        for (var number = 1; ; number++)
        {
            if (setup.Disk.TryPublish(path, Path.Combine(folder, $"{Path.GetFileName(name)}.{number}")))
                return;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "'{File}' was not as the journal has it; it was set aside and written again."
    )]
    private partial void LogSetAside(string file);
}
