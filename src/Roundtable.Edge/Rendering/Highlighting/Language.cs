using System.Collections.Frozen;

namespace Roundtable.Edge.Rendering.Highlighting;

/// <summary>As much of a language as it takes to colour it.</summary>
internal sealed record Language
{
    /// <summary>In the class <c>language-…</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Other names that people write behind a fence.</summary>
    public string Also { get; init; } = "";

    /// <summary>Its words, divided by spaces.</summary>
    public string Keywords
    {
        init => Words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(Comparer(IgnoresCase));
    }

    public FrozenSet<string> Words { get; private init; } = FrozenSet<string>.Empty;

    /// <summary>Give it before <see cref="Keywords"/>.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>What begins a comment that ends with its line.</summary>
    public string[] LineComments { get; init; } = [];

    /// <summary>What is around a comment of several lines; empty: there are none.</summary>
    public (string Open, string Close) BlockComment { get; init; }

    /// <summary>Characters that begin and end a string.</summary>
    public string Quotes { get; init; } = "\"'";

    /// <summary>Those of them whose strings go over several lines.</summary>
    public string LongQuotes { get; init; } = "";

    /// <summary>Three quotation marks begin a string that ends with three.</summary>
    public bool HasTripleQuotes { get; init; }

    /// <summary>Whether <c>&lt;name attribute="…"&gt;</c> is what it is made of.</summary>
    public bool IsMarkup { get; init; }

    /// <summary>Whether lines with + and - in front are what it is made of.</summary>
    public bool IsDifference { get; init; }

    /// <summary>Whether a word or a string in front of a colon is a key.</summary>
    public bool HasKeys { get; init; }

    /// <summary>What begins a variable, such as $.</summary>
    public string Sigils { get; init; } = "";

    private static StringComparer Comparer(bool ignoresCase) =>
        ignoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
}
