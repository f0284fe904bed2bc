using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax;

namespace Roundtable.Edge.Rendering;

/// <summary>
/// Not really a parser: it is asked first at a text's first bracket, and makes known there what an earlier text has defined.
/// Earlier definitions win over later ones.
/// </summary>
internal sealed class LinkTargetSeeder : InlineParser
{
    private static readonly object Key = new();

    public LinkTargetSeeder() => OpeningCharacters = ['[', ']', '!'];

    public static MarkdownParserContext Context(LinkTargets targets)
    {
        var context = new MarkdownParserContext();
        if (targets.ByLabel.Count > 0)
            context.Properties[Key] = targets;
        return context;
    }

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        if (processor.Context?.Properties.Remove(Key, out var value) == true)
        {
            var links = processor.Document.GetLinkReferenceDefinitions(addGroup: false).Links;
            foreach (var (label, target) in ((LinkTargets)value).ByLabel)
                links[label] = new LinkReferenceDefinition(label, target.Url, target.Title);
        }

        return false;
    }
}
