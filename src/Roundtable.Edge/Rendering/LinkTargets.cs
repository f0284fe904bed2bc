using System.Collections.Immutable;
using Markdig.Syntax;

namespace Roundtable.Edge.Rendering;

/// <summary>What <c>[label]: address "title"</c> defines. The first definition of a label counts.</summary>
/// <param name="ByLabel">Bounded: what comes after the thousandth is not known.</param>
internal sealed record LinkTargets(ImmutableDictionary<string, LinkTarget> ByLabel)
{
    private const int CountMax = 1_000;

    public static LinkTargets None { get; } =
        new(ImmutableDictionary.Create<string, LinkTarget>(StringComparer.OrdinalIgnoreCase));

    /// <summary>Readers who come by different ways know the same, though not as the same object.</summary>
    public bool Equals(LinkTargets? other) =>
        other is not null
        && (
            ReferenceEquals(ByLabel, other.ByLabel)
            || (
                ByLabel.Count == other.ByLabel.Count
                && ByLabel.All(link => other.ByLabel.TryGetValue(link.Key, out var target) && target == link.Value)
            )
        );

    public override int GetHashCode() => ByLabel.Count;

    /// <summary>With those of a text that comes after.</summary>
    public LinkTargets With(MarkdownDocument document)
    {
        var known = ByLabel;
        foreach (var group in document.OfType<LinkReferenceDefinitionGroup>())
        foreach (var (label, definition) in group.Links.OrderBy(link => link.Value.Span.Start))
        {
            if (known.Count < CountMax && !known.ContainsKey(label))
                known = known.Add(label, new LinkTarget(definition.Url, definition.Title));
        }

        return known.Count == ByLabel.Count ? this : new LinkTargets(known);
    }
}
