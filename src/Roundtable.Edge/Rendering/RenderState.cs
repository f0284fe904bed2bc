namespace Roundtable.Edge.Rendering;

/// <summary>What a reader of a message's blocks has, as far as it matters for what comes. It never changes.</summary>
internal sealed record RenderState
{
    /// <summary>Somebody who has a text, of which nothing is known yet.</summary>
    public static RenderState Of(string text) =>
        new()
        {
            Offset = text.Length,
            Boundary = 0,
            Count = 0,
            Open = new OpenText(null, text),
            Targets = LinkTargets.None,
        };

    /// <summary>How much of the text the reader has.</summary>
    public required int Offset { get; init; }

    /// <summary>Where the block begins that may still grow; no text that comes changes what is before it.</summary>
    public required int Boundary { get; init; }

    /// <summary>How many blocks are before it.</summary>
    public required int Count { get; init; }

    /// <summary>The text behind it.</summary>
    public required OpenText Open { get; init; }

    /// <summary>What is defined before it.</summary>
    public required LinkTargets Targets { get; init; }

    /// <summary>The last of the blocks before it.</summary>
    public ShownBlock? Closed { get; init; }

    /// <summary>The blocks behind it, as the reader has them; null when that is not known.</summary>
    public IReadOnlyList<string>? Shown { get; init; }

    /// <summary>Up to which offset blocks may be left out, so that a very long open block is not rendered with every bundle.</summary>
    public int QuietUntil { get; init; }

    /// <summary>Whether the reader has text of which no blocks were made.</summary>
    public bool Lags { get; init; }
}
