namespace Roundtable.Edge.Rendering;

/// <summary>A step of a message: what it is from, what it leads to, and all of a reader's state that its blocks depend on.</summary>
/// <param name="From">The offset before; <see cref="Whole"/> or <see cref="Return"/>: none.</param>
/// <param name="To">The offset after.</param>
internal readonly record struct RenderStep(MessageId Id, ulong Tag, int From, int To)
{
    /// <summary>The message as a whole.</summary>
    public const int Whole = -1;

    /// <summary>Somebody comes back.</summary>
    public const int Return = -2;

    public int Boundary { get; init; }

    public int Count { get; init; }

    public int QuietUntil { get; init; }

    public LinkTargets? Targets { get; init; }
}
