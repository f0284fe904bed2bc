namespace Roundtable.Edge.Wire;

/// <summary>A browser's sign-in.</summary>
internal sealed record NewSessionBody
{
    /// <summary>The user's API key.</summary>
    public required string Key { get; init; }
}
