namespace Roundtable.Files.Sealing;

/// <summary>Reads sealed lines one by one, as a person would; a line that is not sound is passed over.</summary>
internal static class SealScan
{
    /// <summary>The sound runs of one message among these lines.</summary>
    public static IEnumerable<SealedRun> RunsOf(byte[] bytes, MessageId id) =>
        Lines(bytes).Select(line => SealedRun.Decode(bytes.AsSpan(line))).OfType<SealedRun>().Where(run => run.MessageId == id);

    /// <summary>The messages that can be found without a foot.</summary>
    public static IReadOnlyList<SealedMessage> Messages(byte[] bytes, ConversationId id)
    {
        var found = new SortedDictionary<int, (int Start, int End, List<MessageChunk> Chunks)>();
        foreach (var line in Lines(bytes))
        {
            if (SealedRun.Decode(bytes.AsSpan(line)) is not { } run || run.MessageId.Conversation != id)
                continue;
            var (start, end) = (line.Start.Value, line.End.Value);
            if (!found.TryGetValue(run.MessageId.Number, out var message))
                found[run.MessageId.Number] = message = (start, end, []);
            message.Chunks.AddRange(run.Chunks());
            found[run.MessageId.Number] = message with { End = end };
        }

        return [.. found.Select(message => Describe(message.Key, message.Value))];
    }

    /// <summary>The highest change number among the lines, and when that was.</summary>
    public static (long Change, DateTimeOffset Time) Newest(byte[] bytes)
    {
        var runs = Lines(bytes).Select(line => SealedRun.Decode(bytes.AsSpan(line))).OfType<SealedRun>();
        var newest = runs.SelectMany(run => run.Chunks()).MaxBy(chunk => chunk.Change ?? 0);
        return newest is null ? default : (newest.Change ?? 0, newest.CompletedAt ?? newest.Timestamp);
    }

    /// <summary>Each line with its line feed.</summary>
    public static IEnumerable<Range> Lines(byte[] bytes)
    {
        for (var start = 0; start < bytes.Length; )
        {
            var feed = Array.IndexOf(bytes, (byte)'\n', start);
            var end = feed < 0 ? bytes.Length : feed + 1;
            yield return start..end;
            start = end;
        }
    }

    private static SealedMessage Describe(int number, (int Start, int End, List<MessageChunk> Chunks) found)
    {
        var message = SealedFile.Describe(number, found.Start, found.End - found.Start, found.Chunks);
        // What was sealed had ended: without an end its last line is lost, and reads name the one that is missing.
        return found.Chunks[^1].Status == MessageStatus.Complete ? message : message with { ChunkCount = message.ChunkCount + 1 };
    }
}
