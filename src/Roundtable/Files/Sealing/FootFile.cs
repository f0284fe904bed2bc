using Roundtable.Stored;

namespace Roundtable.Files.Sealing;

/// <summary>
/// A foot as it is stored: a message is four numbers, and where it has several lines, two more for each of them. A
/// conversation of short messages is a foot for a good part.
/// </summary>
internal sealed record FootFile
{
    private const int NumbersMin = 4;

    public required string ConversationId { get; init; }
    public required int Seal { get; init; }
    public required int First { get; init; }
    public required int Last { get; init; }
    public required int LineCount { get; init; }
    public required long SizeBytes { get; init; }
    public required long Change { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>
    /// Each message in its order: bytes of all its lines, length, token count, chunks of a reply (0: a user's message); then, of
    /// several lines, sequence number of the first chunk and bytes of each.
    /// </summary>
    public required IReadOnlyList<long[]> Messages { get; init; }

    public required int Format { get; init; }

    public static byte[] Encode(SealFoot foot) =>
        ChecksummedJson.Encode(
            new FootFile
            {
                ConversationId = foot.ConversationId,
                Seal = foot.Seal,
                First = foot.First,
                Last = foot.Last,
                LineCount = foot.LineCount,
                SizeBytes = foot.SizeBytes,
                Change = foot.Change,
                UpdatedAt = foot.UpdatedAt,
                Messages = [.. foot.Messages.Select(NumbersOf)],
                Format = SealedFormat.Newest,
            },
            FileJson.Default.FootFile
        );

    /// <summary>The foot that a line is, in any form that a foot ever had; null when it is none.</summary>
    public static SealFoot? Decode(ReadOnlySpan<byte> line) =>
        ChecksummedJson.Decode(line, FileJson.Default.FootFile, out _) is { } file
            ? file.ToFoot()
            : ChecksummedJson.Decode(line, FileJson.Default.SealFoot, out _);

    private static long[] NumbersOf(SealedMessage message) =>
        [
            message.SizeBytes,
            message.Length,
            message.TokenCount,
            message.Role == MessageRole.User ? 0 : message.ChunkCount,
            .. message.Parts.SelectMany(part => (long[])[part.Seq, part.SizeBytes]),
        ];

    /// <summary>Null when the numbers make no sense.</summary>
    private SealFoot? ToFoot()
    {
        if (!Messages.All(MakeSense) || Messages.Count != Last - First + 1)
            return null;
        var messages = new List<SealedMessage>(Messages.Count);
        // The lines of the messages end where the foot begins.
        var position = SizeBytes - Messages.Sum(numbers => numbers[0]);
        foreach (var numbers in Messages)
        {
            messages.Add(MessageOf(First + messages.Count, position, numbers));
            position += numbers[0];
        }

        return new SealFoot
        {
            ConversationId = ConversationId,
            Seal = Seal,
            First = First,
            Last = Last,
            LineCount = LineCount,
            SizeBytes = SizeBytes,
            Change = Change,
            UpdatedAt = UpdatedAt,
            Messages = messages,
            Format = Format,
        };
    }

    private static bool MakeSense(long[]? numbers) =>
        numbers is { Length: >= NumbersMin }
        && numbers.Length % 2 == 0
        && !numbers.AsSpan().ContainsAnyExceptInRange(0, int.MaxValue);

    private static SealedMessage MessageOf(int number, long position, long[] numbers)
    {
        var (length, tokenCount, chunkCount) = ((int)numbers[1], (int)numbers[2], (int)numbers[3]);
        var role = chunkCount == 0 ? MessageRole.User : MessageRole.Agent;
        return new SealedMessage(number, position, (int)numbers[0], role, length, tokenCount, Math.Max(1, chunkCount))
        {
            Parts = [.. numbers[NumbersMin..].Chunk(2).Select(part => new SealedPart((int)part[0], (int)part[1]))],
        };
    }
}
