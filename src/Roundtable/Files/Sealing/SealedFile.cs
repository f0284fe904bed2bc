using Roundtable.Files.Disk;
using Roundtable.Files.Json;

namespace Roundtable.Files.Sealing;

/// <summary>
/// The messages of a conversation that has been quiet, folded into one file that can be read with a text editor: a head, a
/// line for each chunk just as in its file, a foot. Each line has its own checksum, so damage in one costs that one alone.
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

    /// <summary>The bytes of a sealed file: head, lines, foot.</summary>
    public static byte[] Encode(SealHead head, IReadOnlyList<IReadOnlyList<SealedLine>> messages)
    {
        using var bytes = new MemoryStream();
        bytes.Write(ChecksummedJson.Encode(head, StoredJson.Default.SealHead));
        var sealedMessages = new List<SealedMessage>();
        foreach (var lines in messages)
        {
            var position = bytes.Position;
            foreach (var line in lines)
                bytes.Write(line.Bytes);
            var number = lines[0].Chunk.MessageId.Number;
            sealedMessages.Add(
                Describe(number, position, (int)(bytes.Position - position), [.. lines.Select(line => line.Chunk)])
            );
        }

        var newest = messages.SelectMany(lines => lines).Select(line => line.Chunk).MaxBy(chunk => chunk.Change ?? 0)!;
        var foot = new SealFoot
        {
            ConversationId = head.ConversationId,
            Seal = head.Seal,
            First = head.First,
            Last = head.Last,
            LineCount = messages.Sum(lines => lines.Count) + 2,
            SizeBytes = bytes.Position,
            Change = newest.Change ?? 0,
            UpdatedAt = newest.CompletedAt ?? newest.Timestamp,
            Messages = sealedMessages,
            Format = ChecksummedJson.Format,
        };
        bytes.Write(ChecksummedJson.Encode(foot, StoredJson.Default.SealFoot));
        return bytes.ToArray();
    }

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
        ChecksummedJson.Decode(bytes[..(bytes.IndexOf((byte)'\n') + 1)], StoredJson.Default.SealHead, out _);

    /// <summary>The last line, if it is sound and fits the bytes before it.</summary>
    public static SealFoot? FootOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2 || bytes[^1] != '\n')
            return null;
        var start = bytes[..^1].LastIndexOf((byte)'\n') + 1;
        var foot = ChecksummedJson.Decode(bytes[start..], StoredJson.Default.SealFoot, out _);
        return foot?.SizeBytes == start ? foot : null;
    }

    public bool Holds(int number) => _messages.ContainsKey(number);

    /// <summary>The sound lines of one of its messages.</summary>
    public IReadOnlyList<SealedLine> ReadLines(MessageId id)
    {
        var message = _messages[id.Number];
        return _disk.Read(_path, message.Position, message.SizeBytes) is { } bytes ? SealScan.LinesOf(bytes, id) : [];
    }

    /// <summary>A stretch of chunks of one of its messages; seq 0 is an opening.</summary>
    public IEnumerable<ChunkReading> Read(MessageId id, int seqFrom, int seqThrough)
    {
        var found = ReadLines(id).ToLookup(line => line.Chunk.Seq, line => line.Chunk);
        for (var seq = seqFrom; seq <= seqThrough; seq++)
            yield return found[seq].FirstOrDefault() is { } chunk
                ? ChunkReading.Sound(chunk)
                : ChunkReading.Damaged(seq, "checksum");
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
        if ((format ?? ChecksummedJson.Format) != ChecksummedJson.Format)
            throw new InvalidDataException(
                $"'{path}' has format {format}; this program reads format {ChecksummedJson.Format}. Use the program that wrote it."
            );
    }
}
