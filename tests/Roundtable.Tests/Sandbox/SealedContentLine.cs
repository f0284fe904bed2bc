using System.Globalization;

namespace Roundtable.Tests.Sandbox;

/// <summary>A line of a sealed file, and the files that it holds.</summary>
internal sealed record SealedContentLine(int Start, int SizeBytes, IReadOnlyList<StoredFile> Files)
{
    /// <summary>What a foot of the first version says of a message.</summary>
    public static string Describe(IReadOnlyList<SealedContentLine> lines)
    {
        var last = lines[^1].Files[^1];
        var number = last.Name.MessageId[(last.Name.MessageId.LastIndexOf("ms", StringComparison.Ordinal) + 2)..].TrimStart('0');
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"number":{{number}},"position":{{lines[0].Start}},"sizeBytes":{{lines.Sum(line => line.SizeBytes)}},"role":"{{(last.AgentId.Length > 0 ? "agent" : "user")}}","length":{{last.Offset + last.Length}},"tokenCount":{{last.TokenOffset + last.TokenCount}},"chunkCount":{{Seq(last)}}}"""
        );
    }

    /// <summary>What a foot says of a message.</summary>
    public static string Numbers(IReadOnlyList<SealedContentLine> lines)
    {
        var last = lines[^1].Files[^1];
        List<int> numbers =
        [
            lines.Sum(line => line.SizeBytes),
            last.Offset + last.Length,
            last.TokenOffset + last.TokenCount,
            last.AgentId.Length > 0 ? Seq(last) : 0,
        ];
        if (lines.Count > 1)
            numbers.AddRange(lines.SelectMany(line => (int[])[Seq(line.Files[0]), line.SizeBytes]));
        return $"[{string.Join(',', numbers)}]";
    }

    private static int Seq(StoredFile file) => file.Root.GetProperty("seq").GetInt32();
}
