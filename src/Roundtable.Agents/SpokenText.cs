namespace Roundtable.Agents;

/// <summary>How a model is told who said something: <c>Critic: …</c>.</summary>
internal static class SpokenText
{
    /// <summary>What stands before the text of a speaker with this name.</summary>
    public static string Prefix(string name) => $"{OneLine(name)}: ";

    /// <summary>The name without line breaks and control characters, which could pass for another speaker's line.</summary>
    public static string OneLine(string name) => string.Concat(name.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
}
