using System.Globalization;

namespace Roundtable.Tests.Sandbox;

/// <summary>What the files of one message must say together.</summary>
/// <param name="id">The message.</param>
/// <param name="files">All its files, sound or not.</param>
/// <param name="excused">Whether a path was declared damaged: it may also be missing.</param>
internal sealed class MessageRules(string id, IReadOnlyList<StoredFile> files, Predicate<string> excused)
{
    private readonly StoredFile? _head = files.FirstOrDefault(file => file.Name.Kind is StoredFileKind.Message);

    private readonly SortedDictionary<int, StoredFile> _chunks = new(
        files.Where(file => file.Name.Kind is StoredFileKind.Chunk).ToDictionary(file => file.Name.Ordinal)
    );

    public IEnumerable<string> Violations()
    {
        if (_head is null && !excused(StoredFileName.OfMessage(id)))
            yield return $"{id}: its opening is missing";
        if (_head is { IsSound: true, AgentId: "" } && _chunks.Count > 0)
            yield return $"{id}: a user's message has chunks";
        foreach (var violation in Sequence().Concat(Offsets()).Concat(Authors()).Concat(Ends()))
            yield return $"{id}: {violation}";
    }

    private IEnumerable<string> Sequence() =>
        Enumerable
            .Range(1, _chunks.Keys.LastOrDefault())
            .Where(seq => !_chunks.ContainsKey(seq) && !excused(StoredFileName.OfChunk(id, seq)))
            .Select(seq => $"chunk {Text(seq)} is missing");

    /// <summary>Where a chunk is unsound or missing, the next one is believed.</summary>
    private IEnumerable<string> Offsets()
    {
        var (next, expected, tokens) = (1, (int?)0, (int?)0);
        foreach (var (seq, chunk) in _chunks)
        {
            if (seq != next)
                (expected, tokens) = (null, null);
            if (chunk.IsSound && expected is { } offset && chunk.Offset != offset)
                yield return $"chunk {Text(seq)} begins at {Text(chunk.Offset)}, the one before it ends at {Text(offset)}";
            if (chunk.IsSound && tokens is { } count && chunk.TokenOffset != count)
                yield return $"chunk {Text(seq)} begins at token {Text(chunk.TokenOffset)}, {Text(count)} came before it";

            next = seq + 1;
            expected = chunk.IsSound ? chunk.Offset + chunk.Length : null;
            tokens = chunk.IsSound ? chunk.TokenOffset + chunk.TokenCount : null;
        }
    }

    private IEnumerable<string> Authors()
    {
        var agents = files
            .Where(file => file.IsSound && file.AgentId.Length > 0)
            .Select(file => file.AgentId)
            .Distinct()
            .ToList();
        if (agents.Count > 1)
            yield return $"is by several agents: {string.Join(", ", agents)}";
    }

    private IEnumerable<string> Ends() =>
        _chunks
            .Where(chunk => chunk.Value is { IsSound: true, IsComplete: true } && chunk.Key < _chunks.Keys.Last())
            .Select(chunk => $"chunk {Text(chunk.Key)} ends it, and more follow");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
