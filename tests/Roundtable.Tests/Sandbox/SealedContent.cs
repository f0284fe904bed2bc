using System.Globalization;
using System.Text.Json;

namespace Roundtable.Tests.Sandbox;

/// <summary>
/// A sealed file, read by the tests' own rules: a head, lines that are one or several chunks' files, a foot that says where they are.
/// </summary>
internal sealed class SealedContent(StoredFileName name, byte[] bytes)
{
    private readonly List<SealedContentLine> _lines = [];
    private readonly List<string> _problems = [];

    /// <summary>What its lines hold, as the files that they would be.</summary>
    public IReadOnlyList<StoredFile> Files => [.. _lines.SelectMany(line => line.Files)];

    public IReadOnlyList<string> Problems => _problems;

    public static SealedContent Read(StoredFileName name, byte[] bytes)
    {
        var content = new SealedContent(name, bytes);
        content.Read();
        return content;
    }

    private void Read()
    {
        var lines = Lines();
        if (lines.Count < 3)
        {
            _problems.Add("sealed: no head, line and foot");
            return;
        }

        var head = ReadEdge(lines[0], StoredFileKind.SealHead);
        foreach (var line in lines.Skip(1).SkipLast(1))
            ReadLine(line);
        var foot = ReadEdge(lines[^1], StoredFileKind.SealFoot);
        if (_problems.Count == 0)
            Compare(head, foot, lines);
    }

    private List<(int Start, byte[] Bytes)> Lines()
    {
        var lines = new List<(int, byte[])>();
        for (var start = 0; start < bytes.Length; )
        {
            var end = Array.IndexOf(bytes, (byte)'\n', start) is >= 0 and var feed ? feed + 1 : bytes.Length;
            lines.Add((start, bytes[start..end]));
            start = end;
        }

        return lines;
    }

    private JsonElement ReadEdge((int Start, byte[] Bytes) line, StoredFileKind kind)
    {
        var edge = StoredFile.Read(name with { Kind = kind }, line.Bytes);
        _problems.AddRange(edge.Problems.Select(problem => $"{kind}: {problem}"));
        return edge.Root;
    }

    private void ReadLine((int Start, byte[] Bytes) line)
    {
        try
        {
            using var document = JsonDocument.Parse(line.Bytes);
            List<StoredFile> files = [.. FilesOf(line.Bytes, document.RootElement.Clone())];
            _lines.Add(new SealedContentLine(line.Start, line.Bytes.Length, files));
            foreach (var file in files)
            {
                _problems.AddRange(file.Problems.Select(problem => $"line of {file.Name.Path}: {problem}"));
                if (file.Name.ConversationId != name.ConversationId)
                    _problems.Add($"line of {file.Name.Path}: belongs to another conversation");
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            _problems.Add($"line at {line.Start.ToString(CultureInfo.InvariantCulture)}: {exception.Message}");
        }
    }

    /// <summary>The files of a run; or the one that the line itself is.</summary>
    private IEnumerable<StoredFile> FilesOf(byte[] line, JsonElement root)
    {
        if (root.GetProperty("format").GetInt32() != 1)
        {
            var run = StoredFile.Read(name with { Kind = StoredFileKind.Run }, line);
            _problems.AddRange(run.Problems.Select(problem => $"run: {problem}"));
            return run.IsSound ? new UnfoldedRun(root).Files() : [];
        }

        var (message, seq) = (root.GetProperty("messageId").GetString()!, root.GetProperty("seq").GetInt32());
        var isHead = seq == 0 || root.TryGetProperty("authorId", out _);
        var path = isHead ? StoredFileName.OfMessage(message) : StoredFileName.OfChunk(message, seq);
        return [StoredFile.Read(StoredFileName.Parse(path)!, line)];
    }

    private void Compare(JsonElement head, JsonElement foot, List<(int Start, byte[] Bytes)> lines)
    {
        foreach (var member in new[] { "conversationId", "seal", "first", "last", "format" })
        {
            if (head.GetProperty(member).GetRawText() != foot.GetProperty(member).GetRawText())
                _problems.Add($"sealed: head and foot differ in {member}");
        }

        var isNumbers = foot.GetProperty("format").GetInt32() > 1;
        var expected = _lines
            .GroupBy(line => line.Files[0].Name.MessageId)
            .Select(message => isNumbers ? SealedContentLine.Numbers([.. message]) : SealedContentLine.Describe([.. message]))
            .ToList();
        var found = foot.GetProperty("messages").EnumerateArray().Select(message => message.GetRawText());
        if (!expected.SequenceEqual(found))
            _problems.Add($"sealed: the foot says {string.Join(", ", found)}, the lines are {string.Join(", ", expected)}");
        if (
            foot.GetProperty("lineCount").GetInt32() != lines.Count
            || foot.GetProperty("sizeBytes").GetInt64() != lines[^1].Start
        )
            _problems.Add("sealed: the foot counts other lines or bytes");
        var numbers = Files.Select(file => file.Name.MessageId).Distinct().Count();
        if (head.GetProperty("last").GetInt32() - head.GetProperty("first").GetInt32() + 1 != numbers)
            _problems.Add("sealed: the head gives another range");
        var change = Files.Max(file => file.Root.TryGetProperty("change", out var said) ? said.GetInt64() : 0);
        if (foot.GetProperty("change").GetInt64() != change)
            _problems.Add("sealed: the foot gives another change");
    }
}
