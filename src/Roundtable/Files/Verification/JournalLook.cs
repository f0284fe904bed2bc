using Roundtable.Disk;
using Roundtable.Files.Journaling;
using Roundtable.Stored;
using Roundtable.Verification;

namespace Roundtable.Files.Verification;

/// <summary>What the journal holds at one moment, also beside the process that writes it: files that need not be there yet, and open replies.</summary>
internal sealed class JournalLook
{
    private const int AttemptsMax = 1000;

    private readonly Dictionary<MessageId, LiveReply> _live = [];
    private readonly Dictionary<string, byte[]> _files = [];
    private readonly List<Finding> _damage = [];

    /// <summary>Flushed records that cannot be read. Beside a writer, only what two looks agree on.</summary>
    public IReadOnlyList<Finding> Damage => _damage;

    /// <summary>The files that the journal holds, by path, as they are or will be.</summary>
    public IReadOnlyDictionary<string, byte[]> Files => _files;

    /// <summary>Replies without an end, as they stood.</summary>
    public IReadOnlyDictionary<MessageId, LiveReply> Live => _live;

    /// <summary>The segments that were read.</summary>
    public IReadOnlyList<long> Segments { get; private init; } = [];

    /// <summary>Whether the journal holds this file.</summary>
    public bool Holds(string path) => _files.ContainsKey(path);

    public bool IsOpen(MessageId id) => _live.ContainsKey(id);

    /// <summary>
    /// Everything that was durable when this was called and has not got into files since. Segments come and go: it looks
    /// again until none has while it was reading.
    /// </summary>
    public static JournalLook Read(IDisk disk, string folder)
    {
        var journal = Path.Combine(folder, StoreLayout.Journal);
        for (var attempt = 1; ; attempt++)
        {
            var numbers = Numbers(disk, folder);
            var look = new JournalLook { Segments = numbers };
            look.Read(disk, journal, numbers);
            if (attempt == AttemptsMax || numbers.SequenceEqual(Numbers(disk, folder)))
                return look;
        }
    }

    /// <summary>The segments that are there now.</summary>
    public static List<long> Numbers(IDisk disk, string folder) =>
        [
            .. disk.List(Path.Combine(folder, StoreLayout.Journal))
                .Select(name => JournalLayout.TryParseSegment(name, out var number) ? number : 0)
                .Where(number => number > 0)
                .Order(),
        ];

    private void Read(IDisk disk, string journal, IEnumerable<long> numbers)
    {
        var segments = new List<SegmentContent>();
        foreach (var number in numbers)
        {
            var path = JournalLayout.Segment(journal, number);
            try
            {
                if (SegmentReader.Read(disk, path) is { } content)
                    segments.Add(content);
            }
            catch (InvalidDataException refusal)
            {
                Add(path, "", Finding.Version, refusal.Message);
            }
            catch (DiskException failure) when (failure.IsOfTheFile)
            {
                var reason = failure.IsLink ? Finding.Link : Finding.Unreadable;
                Add(path, "", reason, "What was shown last and is in no file yet may be lost.");
            }
        }

        var flushedThrough = segments.Select(segment => segment.FlushedThrough).DefaultIfEmpty().Max();
        for (var i = 0; i < segments.Count; i++)
        {
            var voidFrom = segments.Skip(i + 1).Select(later => later.FirstSequenceNumber).DefaultIfEmpty(long.MaxValue).Min();
            foreach (var entry in segments[i].Entries.TakeWhile(entry => entry.SequenceNumber < voidFrom))
            {
                if (entry.IsGap && entry.SequenceNumber <= flushedThrough)
                    Add(
                        segments[i].Path,
                        $"record {entry.SequenceNumber}",
                        Finding.Journal,
                        "Text that was shown may be lost, unless a file has it."
                    );
                Replay(entry.Record);
            }
        }
    }

    private void Add(string path, string id, string reason, string cost) =>
        _damage.Add(new Finding($"{StoreLayout.Journal}/{Path.GetFileName(path)}", id, reason, cost));

    private void Replay(JournalRecord? record)
    {
        switch (record)
        {
            case FilesRecord files:
                foreach (var file in files.Files)
                    Open(file);
                break;
            case BundleRecord { Bundle: var bundle } when _live.TryGetValue(bundle.MessageId, out var reply):
                Add(reply.Recover(bundle));
                break;
            case EndRecord end when _live.Remove(end.MessageId, out var reply):
                Add(reply.End(end.Ending, end.Change, end.CompletedAt));
                break;
            case LiveRecord { Reply: var reply }:
                _live[reply.Id] = reply;
                break;
            default:
                break;
        }
    }

    private void Add(IReadOnlyList<MessageChunk> chunks)
    {
        foreach (var chunk in chunks)
            _files[StoreLayout.Chunk(chunk)] = ChunkFile.Encode(chunk);
    }

    private void Open(StoredFile file)
    {
        _files[file.Path] = file.Bytes;
        if (!StoreLayout.TryParseMessage(Path.GetFileName(file.Path.AsSpan()), out var id, out _))
            return;
        if (ChunkFile.Decode(file.Bytes, id, seq: 0).Chunk is { AgentId: { } agentId })
            _live[id] = new LiveReply(id, agentId);
    }
}
