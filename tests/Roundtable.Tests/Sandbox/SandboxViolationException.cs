namespace Roundtable.Tests.Sandbox;

/// <summary>A data folder was left in a state that it must never be in.</summary>
public sealed class SandboxViolationException(string folder, IReadOnlyList<string> violations)
    : Exception($"{violations.Count} violation(s) in {folder}:\n  {string.Join("\n  ", violations.Take(ShownMax))}")
{
    private const int ShownMax = 50;

    /// <summary>What is wrong, a line each, with the path below the data folder.</summary>
    public IReadOnlyList<string> Violations { get; } = violations;
}
