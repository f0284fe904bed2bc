namespace Roundtable.Edge.Wire;

/// <summary>Something that a person says.</summary>
internal sealed record NewMessageBody
{
    /// <summary>What is said; required, may be empty.</summary>
    public string? Content { get; init; }

    /// <summary>Who is to answer, up to 64; empty: nobody. Absent: @mentions in the text, else all participants, else the default agent.</summary>
    public IReadOnlyList<string>? Agents { get; init; }

    /// <summary>The message of this conversation that it answers.</summary>
    public string? ReplyTo { get; init; }
}
