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
    private readonly ConversationId _id;
    private readonly Dictionary<int, SealedMessage> _messages;

    private SealedFile(IDisk disk, string path, ConversationId id, IReadOnlyList<SealedMessage> messages)
    {
        (_disk, _path, _id) = (disk, path, id);
        _messages = messages.ToDictionary(message => message.Number);
    }

    public IReadOnlyCollection<SealedMessage> Messages => _messages.Values;

    public long Change { get; private init; }

    public DateTimeOffset UpdatedAt { get; private init; }

    /// <summary>The bytes of a sealed file, and its messages.</summary>
    public static byte[] Encode(
        SealHead head,
        IReadOnlyList<(MessageId Id, IReadOnlyList<(MessageChunk Chunk, byte[] Line)> Lines)> messages
    )
    {
        using var bytes = new MemoryStream();
        bytes.Write(ChecksummedJson.Encode(head, StoredJson.Default.SealHead));
        var sealedMessages = new List<SealedMessage>();
        var newest = messages.SelectMany(message => message.Lines).Select(line => line.Chunk).MaxBy(chunk => chunk.Change ?? 0)!;
        foreach (var (id, lines) in messages)
        {
            var position = bytes.Position;
            foreach (var (_, line) in lines)
                bytes.Write(line);
            sealedMessages.Add(
                Describe(id.Number, position, (int)(bytes.Position - position), [.. lines.Select(line => line.Chunk)])
            );
        }

        var foot = new SealFoot
        {
            LineCount = messages.Sum(message => message.Lines.Count) + 2,
            SizeBytes = bytes.Position,
            Change = newest.Change ?? 0,
            UpdatedAt = newest.CompletedAt ?? newest.Timestamp,
            Messages = sealedMessages,
        };
        bytes.Write(ChecksummedJson.Encode(foot, StoredJson.Default.SealFoot));
        return bytes.ToArray();
    }

    /// <summary>Opens a sealed file by its foot, or by reading all of it when the foot is not sound; null when there is no file.</summary>
    /// <exception cref="InvalidDataException">The file is of a version that this program does not know.</exception>
    public static SealedFile? Open(IDisk disk, string path, ConversationId id)
    {
        if (disk.Read(path) is not { } bytes)
            return null;
        RequireFormat(bytes, path);
        var foot = FootOf(bytes);
        return foot is null
            ? new SealedFile(disk, path, id, SealScan.Messages(bytes, id))
            {
                Change = SealScan.Newest(bytes).Change,
                UpdatedAt = SealScan.Newest(bytes).Time,
            }
            : new SealedFile(disk, path, id, foot.Messages) { Change = foot.Change, UpdatedAt = foot.UpdatedAt };
    }

    /// <summary>The sealed files of a conversation, oldest first.</summary>
    public static IEnumerable<SealedFile> OpenAll(IDisk disk, string folder, ConversationId id)
    {
        for (var seal = 1; Open(disk, System.IO.Path.Combine(folder, StoreLayout.Sealed(id, seal)), id) is { } file; seal++)
            yield return file;
    }

    /// <summary>Whether the foot is sound and fits the bytes before it.</summary>
    public static SealFoot? FootOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2 || bytes[^1] != '\n')
            return null;
        var start = bytes[..^1].LastIndexOf((byte)'\n') + 1;
        var foot = ChecksummedJson.Decode(bytes[start..], StoredJson.Default.SealFoot, out _);
        return foot?.SizeBytes == start ? foot : null;
    }

    public bool Holds(int number) => _messages.ContainsKey(number);

    /// <summary>A chunk of one of its messages; seq 0 is an opening.</summary>
    public IEnumerable<ChunkReading> Read(MessageId id, int seqFrom, int seqThrough)
    {
        var message = _messages[id.Number];
        var bytes = _disk.Read(_path, message.Position, message.SizeBytes);
        var found = bytes is null ? [] : SealScan.Chunks(bytes, id).ToDictionary(reading => reading.Seq);
        for (var seq = seqFrom; seq <= seqThrough; seq++)
            yield return found.GetValueOrDefault(seq) is { Chunk: not null } reading
                ? reading
                : ChunkReading.Damaged(seq, bytes is null ? "missing" : "checksum");
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

    private static void RequireFormat(ReadOnlySpan<byte> bytes, string path)
    {
        var end = bytes.IndexOf((byte)'\n') + 1;
        var head = ChecksummedJson.Decode(bytes[..end], StoredJson.Default.SealHead, out _);
        if (head is not null && head.Format != ChecksummedJson.Format)
            throw new InvalidDataException(
                $"'{path}' has format {head.Format}; this program reads format {ChecksummedJson.Format}. Use the program that wrote it."
            );
    }
}
