using Roundtable.Files.Sealing;
using Roundtable.Stored;
using Roundtable.Verification;

namespace Roundtable.Files.Verification;

/// <summary>Judges a sealed file: its head, each of its lines, its foot, and whether the foot says what the lines are.</summary>
/// <param name="isLoose">Whether a message has loose files, too, which its lines are compared with.</param>
internal sealed class SealedCheck(ConversationId id, int seal, Predicate<int> isLoose)
{
    private readonly List<ChunkPlace> _places = [];
    private readonly List<(int Number, int FirstSeq, int PlaceCount)> _runs = [];
    private readonly Dictionary<int, int> _promised = [];
    private readonly SortedSet<int> _unsound = [];
    private string? _reason;

    /// <summary>The chunks in sound lines.</summary>
    public IReadOnlyList<ChunkPlace> Places => _places;

    /// <summary>Messages that it should hold, with the number of their chunks as far as that is known.</summary>
    public IReadOnlyDictionary<int, int> Promised => _promised;

    /// <summary>What is wrong; null when it is sound.</summary>
    public string? Reason => _reason;

    /// <summary>What is wrong, in a sentence.</summary>
    public string Cost =>
        _reason == Finding.Version
            ? "It is of another version of the format: nothing is guessed. Use the program that wrote it."
            : $"Lines that cannot be read: {(_unsound.Count == 0 ? "none" : string.Join(", ", _unsound))}. The others are served.";

    public void Run(byte[] bytes)
    {
        var lines = SealScan.Lines(bytes).ToList();
        var (head, foot) = (SealedFile.HeadOf(bytes), SealedFile.FootOf(bytes));
        if (!SealedFormat.IsKnown(head?.Format ?? foot?.Format ?? SealedFormat.Newest))
        {
            _reason = Finding.Version;
            return;
        }

        Judge(head?.ConversationId, head?.Seal, line: 1);
        Judge(foot?.ConversationId, foot?.Seal, lines.Count);
        for (var i = head is null ? 0 : 1; i < lines.Count - (foot is null ? 0 : 1); i++)
            Read(bytes.AsSpan(lines[i]), i + 1, isFirst: i == 0, isLast: i == lines.Count - 1);
        Promise(head, foot);
        if (_reason is null && !Fits(foot!, lines))
            _reason = "format";
    }

    private void Judge(string? conversation, int? number, int line)
    {
        if (conversation is null)
        {
            _reason ??= Finding.Checksum;
            _unsound.Add(Math.Max(1, line));
        }
        else if (conversation != id.ToString() || number != seal)
            _reason = Finding.Foreign;
    }

    private void Read(ReadOnlySpan<byte> line, int number, bool isFirst, bool isLast)
    {
        if (SealedRun.Decode(line) is { } run && run.MessageId.Conversation == id)
        {
            var count = _places.Count;
            var isCompared = isLoose(run.MessageId.Number);
            _places.AddRange(
                run.Chunks().Select(chunk => ChunkPlace.Of(chunk, isCompared ? Crc32C.Compute(ChunkFile.Encode(chunk)) : 0))
            );
            _runs.Add((run.MessageId.Number, run.First, _places.Count - count));
            return;
        }

        if (isFirst || isLast)
            return; // A head or a foot that is not sound has been noted.
        _unsound.Add(number);
        _reason ??= Finding.Checksum;
    }

    private void Promise(SealHead? head, SealFoot? foot)
    {
        if (_reason == Finding.Foreign)
            return;
        var (first, last) = (head?.First ?? foot?.First ?? 1, head?.Last ?? foot?.Last ?? 0);
        for (var number = first; number <= last; number++)
            _promised[number] = 0;
        foreach (var message in foot?.Messages ?? [])
            _promised[message.Number] = message.Role == MessageRole.User ? 0 : message.ChunkCount;
    }

    /// <summary>Whether the foot describes exactly these lines.</summary>
    private bool Fits(SealFoot foot, List<Range> lines)
    {
        if (foot.LineCount != lines.Count)
            return false;
        var (run, place) = (0, 0);
        foreach (var message in foot.Messages)
        {
            var runs = _runs.Skip(run).TakeWhile(it => it.Number == message.Number).ToList();
            var count = runs.Sum(it => it.PlaceCount);
            if (runs.Count == 0 || !Fits(message, _places.GetRange(place, count)))
                return false;
            // The head is the first of the lines.
            var found = lines.GetRange(run + 1, runs.Count).Select((line, i) => new SealedPart(runs[i].FirstSeq, SizeOf(line)));
            if (lines[run + 1].Start.Value != message.Position || !Fits(message, [.. found]))
                return false;
            (run, place) = (run + runs.Count, place + count);
        }

        return run == lines.Count - 2;
    }

    private static int SizeOf(Range line) => line.End.Value - line.Start.Value;

    private static bool Fits(SealedMessage message, List<SealedPart> parts) =>
        parts.Sum(part => part.SizeBytes) == message.SizeBytes
        && (message.Parts.Count == 0 || message.Parts.SequenceEqual(parts));

    private static bool Fits(SealedMessage message, List<ChunkPlace> places)
    {
        var last = places[^1];
        return places.TrueForAll(place => place.Number == message.Number)
            && last.IsUser == (message.Role == MessageRole.User)
            && (last.Span.End, last.Span.TokenEnd, last.Seq) == (message.Length, message.TokenCount, message.ChunkCount);
    }
}
