using System.Buffers;
using Roundtable.Stored;

namespace Roundtable.Files.Sealing;

/// <summary>Puts a sealed file together: head, runs, foot.</summary>
internal sealed class SealWriter
{
    /// <summary>UTF-16 code units of text in a run: what damage to a line costs at most, and what a read takes in at once.</summary>
    public const int RunLengthMax = 16 * 1024;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<SealedMessage> _messages = [];
    private int _lineCount = 2;

    /// <summary>The bytes of a sealed file.</summary>
    public static byte[] Encode(SealHead head, IReadOnlyList<IReadOnlyList<SealedLine>> messages)
    {
        var writer = new SealWriter();
        writer._bytes.Write(ChecksummedJson.Encode(head, FileJson.Default.SealHead));
        foreach (var lines in messages)
            writer.Add(lines);
        writer.AddFoot(head, messages.SelectMany(lines => lines).Select(line => line.Chunk).MaxBy(chunk => chunk.Change ?? 0)!);
        return writer._bytes.WrittenSpan.ToArray();
    }

    private void Add(IReadOnlyList<SealedLine> lines)
    {
        var (position, parts) = (_bytes.WrittenCount, new List<SealedPart>());
        for (var start = 0; start < lines.Count; )
        {
            var end = EndOfRun(lines, start);
            Add([.. lines.Skip(start).Take(end - start)], parts);
            start = end;
        }

        _lineCount += parts.Count;
        var chunks = lines.Select(line => line.Chunk).ToList();
        var message = SealedFile.Describe(chunks[0].MessageId.Number, position, _bytes.WrittenCount - position, chunks);
        _messages.Add(message with { Parts = parts.Count > 1 ? parts : [] });
    }

    /// <summary>As many lines as a run may hold, and always one.</summary>
    private static int EndOfRun(IReadOnlyList<SealedLine> lines, int start)
    {
        var (end, length) = (start + 1, lines[start].Chunk.Length);
        while (end < lines.Count && length + lines[end].Chunk.Length <= RunLengthMax)
            length += lines[end++].Chunk.Length;
        return end;
    }

    /// <summary>A chunk that a run would not give back to the byte keeps a line of its own, and is looked for by halves.</summary>
    private void Add(IReadOnlyList<SealedLine> lines, List<SealedPart> parts)
    {
        if (FoldedRun.Encode(lines) is { } run)
            Write(lines[0].Chunk.Seq, run, parts);
        else if (lines.Count == 1)
            Write(lines[0].Chunk.Seq, lines[0].Bytes, parts);
        else
        {
            Add([.. lines.Take(lines.Count / 2)], parts);
            Add([.. lines.Skip(lines.Count / 2)], parts);
        }
    }

    private void Write(int seq, byte[] line, List<SealedPart> parts)
    {
        _bytes.Write(line);
        parts.Add(new SealedPart(seq, line.Length));
    }

    private void AddFoot(SealHead head, MessageChunk newest) =>
        _bytes.Write(
            FootFile.Encode(
                new SealFoot
                {
                    ConversationId = head.ConversationId,
                    Seal = head.Seal,
                    First = head.First,
                    Last = head.Last,
                    LineCount = _lineCount,
                    SizeBytes = _bytes.WrittenCount,
                    Change = newest.Change ?? 0,
                    UpdatedAt = newest.CompletedAt ?? newest.Timestamp,
                    Messages = _messages,
                    Format = head.Format,
                }
            )
        );
}
