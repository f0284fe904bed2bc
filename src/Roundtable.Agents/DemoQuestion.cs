namespace Roundtable.Agents;

/// <summary>What a demo persona is asked, and the choices that follow from it and from nothing else.</summary>
/// <param name="Text">The question without its speaker's name.</param>
internal sealed record DemoQuestion(string Text)
{
    private const int ExcerptLengthMax = 120;

    /// <summary>The beginning of its first line, fit to stand inside a sentence.</summary>
    public string Excerpt
    {
        get
        {
            var line = Text.AsSpan().Trim();
            var end = line.IndexOfAny('\r', '\n');
            line = (end < 0 ? line : line[..end]).TrimEnd(" .?!:").Trim('`');
            if (line.Length <= ExcerptLengthMax)
                return line.IsEmpty ? "nothing in particular" : line.ToString();

            var cut = char.IsHighSurrogate(line[ExcerptLengthMax - 1]) ? ExcerptLengthMax - 1 : ExcerptLengthMax;
            return $"{line[..cut].TrimEnd()}…";
        }
    }

    /// <summary>One of several wordings; which one depends on the question and the salt.</summary>
    public string Pick(int salt, params ReadOnlySpan<string> wordings) => wordings[(int)(Hash(salt) % (uint)wordings.Length)];

    // FNV-1a with a final mix; string.GetHashCode differs in every process and the answer must not.
    private uint Hash(int salt)
    {
        var hash = 2166136261u ^ (uint)salt;
        foreach (var c in Text)
            hash = (hash ^ c) * 16777619u;
        hash ^= hash >> 15;
        hash *= 0x85ebca6bu;
        return hash ^ (hash >> 13);
    }
}
