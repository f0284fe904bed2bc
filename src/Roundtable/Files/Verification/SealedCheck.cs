using Roundtable.Files.Json;
using Roundtable.Files.Sealing;

namespace Roundtable.Files.Verification;

/// <summary>Judges a sealed file: its head, each of its lines, its foot, and whether the foot says what the lines are.</summary>
internal sealed class SealedCheck(ConversationId id, int seal)
{
    private readonly List<ChunkPlace> _places = [];
    private readonly Dictionary<int, int> _promised = [];
    private readonly SortedSet<int> _unsound = [];
    private string? _reason;

    /// <summary>The sound lines.</summary>
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
        if ((head?.Format ?? foot?.Format ?? ChecksummedJson.Format) != ChecksummedJson.Format)
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
        if (ChunkFile.DecodeAny(line) is { } chunk && chunk.MessageId.Conversation == id)
        {
            _places.Add(ChunkPlace.Of(chunk, line));
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
        var line = 1;
        foreach (var message in foot.Messages)
        {
            var count = _places.Count(place => place.Number == message.Number);
            if (count == 0 || line + count >= lines.Count || !Fits(message, _places.GetRange(line - 1, count)))
                return false;
            if (
                lines[line].Start.Value != message.Position
                || lines[line + count].Start.Value != message.Position + message.SizeBytes
            )
                return false;
            line += count;
        }

        return line == lines.Count - 1;
    }

    private static bool Fits(SealedMessage message, List<ChunkPlace> places)
    {
        var last = places[^1];
        return places.TrueForAll(place => place.Number == message.Number)
            && last.IsUser == (message.Role == MessageRole.User)
            && (last.Span.End, last.Span.TokenEnd, last.Seq) == (message.Length, message.TokenCount, message.ChunkCount);
    }
}
