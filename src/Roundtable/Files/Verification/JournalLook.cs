using Roundtable.Files.Disk;
using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Files.Json;

namespace Roundtable.Files.Verification;

/// <summary>What the journal holds at one moment, also beside the process that writes it: files that need not be there yet, and open replies.</summary>
internal sealed class JournalLook
{
    private const int AttemptsMax = 1000;

    private readonly Dictionary<MessageId, LiveReply> _live = [];
    private readonly HashSet<string> _paths = [];
    private readonly List<Finding> _damage = [];

    /// <summary>Flushed records that cannot be read. Beside a writer, only what two looks agree on.</summary>
    public IReadOnlyList<Finding> Damage => _damage;

    /// <summary>Whether the journal holds this file.</summary>
    public bool Holds(string path) => _paths.Contains(path);

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
            var numbers = Numbers(disk, journal);
            var look = new JournalLook();
            look.Read(disk, journal, numbers);
            if (attempt == AttemptsMax || numbers.SequenceEqual(Numbers(disk, journal)))
                return look;
        }
    }

    private static List<long> Numbers(IDisk disk, string journal) =>
        [
            .. disk.List(journal)
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
                if (SegmentReader.Read(disk, path, number) is { } content)
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
                _paths.UnionWith(reply.Recover(bundle).Select(StoreLayout.Chunk));
                break;
            case EndRecord end when _live.Remove(end.MessageId, out var reply):
                _paths.UnionWith(reply.End(end.Ending, end.Change, end.CompletedAt).Select(StoreLayout.Chunk));
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
        _paths.Add(file.Path);
        if (!StoreLayout.TryParseMessage(Path.GetFileName(file.Path.AsSpan()), out var id, out _))
            return;
        if (ChunkFile.Decode(file.Bytes, id, seq: 0).Chunk is { AgentId: { } agentId })
            _live[id] = new LiveReply(id, agentId);
    }
}
