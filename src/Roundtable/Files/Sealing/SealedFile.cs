using Roundtable.Disk;
using Roundtable.Stored;

namespace Roundtable.Files.Sealing;

/// <summary>
/// The messages of a conversation that has been quiet, folded into one file that can be read with a text editor: a head,
/// lines, a foot. A line is a stretch of one message with a checksum of its own, so damage in one costs that one alone.
/// </summary>
internal sealed class SealedFile
{
    private readonly IDisk _disk;
    private readonly string _path;
    private readonly Dictionary<int, SealedMessage> _messages;

    private SealedFile(IDisk disk, string path, IReadOnlyList<SealedMessage> messages)
    {
        (_disk, _path) = (disk, path);
        _messages = messages.ToDictionary(message => message.Number);
    }

    public required int Seal { get; init; }

    /// <summary>The range of messages that it was made for; 0 when nothing tells.</summary>
    public int First { get; private init; }

    public int Last { get; private init; }

    /// <summary>Whether its head or its foot could be read. Without, it may hold messages that nothing else tells of.</summary>
    public bool IsRangeKnown { get; private init; }

    /// <summary>Whether its foot could be read, which knows the newest change in it.</summary>
    public bool IsWhole { get; private init; }

    public IReadOnlyCollection<SealedMessage> Messages => _messages.Values;

    public long Change { get; private init; }

    public DateTimeOffset UpdatedAt { get; private init; }

    /// <summary>
    /// Opens a sealed file by its foot, or by reading all of it when the foot is not sound; null when there is no file. One
    /// that is another conversation's, or that cannot be read, holds nothing.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is of a version that this program does not know.</exception>
    public static SealedFile? Open(IDisk disk, string folder, (ConversationId Id, int Seal) which)
    {
        var path = Path.Combine(folder, StoreLayout.Sealed(which.Id, which.Seal));
        byte[]? bytes;
        try
        {
            bytes = disk.Read(path);
        }
        catch (DiskException failure) when (failure.IsOfTheFile)
        {
            return new SealedFile(disk, path, []) { Seal = which.Seal };
        }

        if (bytes is null)
            return null;
        var (head, foot) = (HeadOf(bytes), FootOf(bytes));
        RequireFormat(head?.Format ?? foot?.Format, path);
        if ((head?.ConversationId ?? foot?.ConversationId ?? which.Id.ToString()) != which.Id.ToString())
            return new SealedFile(disk, path, []) { Seal = which.Seal };
        return foot is null ? Scan(disk, path, bytes, (which.Id, which.Seal, head)) : OfFoot(disk, path, which.Seal, foot);
    }

    /// <summary>The first line, if it is sound.</summary>
    public static SealHead? HeadOf(ReadOnlySpan<byte> bytes) =>
        ChecksummedJson.Decode(bytes[..(bytes.IndexOf((byte)'\n') + 1)], FileJson.Default.SealHead, out _);

    /// <summary>The last line, if it is sound and fits the bytes before it.</summary>
    public static SealFoot? FootOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2 || bytes[^1] != '\n')
            return null;
        var start = bytes[..^1].LastIndexOf((byte)'\n') + 1;
        var foot = FootFile.Decode(bytes[start..]);
        return foot?.SizeBytes == start ? foot : null;
    }

    public bool Holds(int number) => _messages.ContainsKey(number);

    /// <summary>The chunks of a stretch of one of its messages that are in sound lines, each with the bytes of its file.</summary>
    public IEnumerable<SealedLine> ReadLines(MessageId id, int seqFrom = 0, int seqThrough = int.MaxValue) =>
        ReadRuns(id, seqFrom, seqThrough)
            .SelectMany(run => run.Chunks())
            .Where(chunk => chunk.Seq >= seqFrom && chunk.Seq <= seqThrough)
            .Select(chunk => new SealedLine(chunk, ChunkFile.Encode(chunk)));

    /// <summary>The sound runs that have chunks of a stretch of one of its messages, a block of lines after the other.</summary>
    public IEnumerable<SealedRun> ReadRuns(MessageId id, int seqFrom, int seqThrough)
    {
        foreach (var (position, sizeBytes) in _messages[id.Number].BlocksOf(seqFrom, seqThrough))
        {
            foreach (var run in SealScan.RunsOf(_disk.Read(_path, position, sizeBytes) ?? [], id))
                yield return run;
        }
    }

    /// <summary>One of its messages in one piece; null when a line of it is not sound, or they do not follow each other.</summary>
    public WholeMessage? ReadWhole(MessageId id)
    {
        var message = _messages[id.Number];
        var runs = ReadRuns(id, 0, int.MaxValue).ToList();
        var (next, length) = (message.Role == MessageRole.User ? 1 : 0, 0);
        foreach (var run in runs)
        {
            if (run.First != next || run.Offset != length)
                return null;
            (next, length) = (run.Last + 1, length + run.Tokens.Length);
        }

        if (next != message.ChunkCount + 1 || length != message.Length)
            return null;
        var last = runs[^1].LastChunk;
        return last.Status == MessageStatus.Complete
            ? new WholeMessage(
                runs[0].FirstChunk,
                last,
                runs.Count == 1 ? runs[0].Tokens : string.Concat(runs.Select(run => run.Tokens))
            )
            : null;
    }

    /// <summary>A stretch of chunks of one of its messages; seq 0 is an opening.</summary>
    public IEnumerable<ChunkReading> Read(MessageId id, int seqFrom, int seqThrough)
    {
        var next = seqFrom;
        foreach (var run in ReadRuns(id, seqFrom, seqThrough))
        {
            foreach (var chunk in run.Chunks().Where(chunk => chunk.Seq >= next && chunk.Seq <= seqThrough))
            {
                for (; next < chunk.Seq; next++)
                    yield return ChunkReading.Damaged(next, "checksum");
                yield return ChunkReading.Sound(chunk);
                next++;
            }
        }

        for (; next <= seqThrough; next++)
            yield return ChunkReading.Damaged(next, "checksum");
    }

    internal static SealedMessage Describe(int number, long position, int sizeBytes, IReadOnlyList<MessageChunk> chunks)
    {
        var last = chunks[^1];
        var role = chunks.Any(chunk => chunk.AuthorId is not null) ? MessageRole.User : MessageRole.Agent;
        return new SealedMessage(
            number,
            position,
            sizeBytes,
            role,
            last.Offset + last.Length,
            last.TokenOffset + last.TokenCount,
            last.Seq
        );
    }

    private static SealedFile OfFoot(IDisk disk, string path, int seal, SealFoot foot) =>
        new(disk, path, foot.Messages)
        {
            Seal = seal,
            First = foot.First,
            Last = foot.Last,
            IsRangeKnown = true,
            IsWhole = true,
            Change = foot.Change,
            UpdatedAt = foot.UpdatedAt,
        };

    private static SealedFile Scan(IDisk disk, string path, byte[] bytes, (ConversationId Id, int Seal, SealHead? Head) known)
    {
        var messages = SealScan.Messages(bytes, known.Id);
        var (change, time) = SealScan.Newest(bytes);
        return new SealedFile(disk, path, messages)
        {
            Seal = known.Seal,
            First = known.Head?.First ?? messages.Select(message => message.Number).FirstOrDefault(),
            Last = known.Head?.Last ?? messages.Select(message => message.Number).LastOrDefault(),
            IsRangeKnown = known.Head is not null,
            Change = change,
            UpdatedAt = time,
        };
    }

    private static void RequireFormat(int? format, string path)
    {
        if (!SealedFormat.IsKnown(format ?? SealedFormat.Newest))
            throw new InvalidDataException(
                $"'{path}' has format {format}; this program reads sealed files up to format {SealedFormat.Newest}. "
                    + "Use the program that wrote it."
            );
    }
}
