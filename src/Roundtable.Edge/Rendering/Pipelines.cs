using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Parsers;
using Markdig.Renderers;

namespace Roundtable.Edge.Rendering;

/// <summary>
/// Markdown as people expect it from a chat (GFM): tables, task lists, strikethrough, addresses, mathematics; a line break is
/// one. Markup in it is text.
/// </summary>
internal static class Pipelines
{
    public static MarkdownPipeline Whole { get; } = Build().Build();

    /// <summary>Only where blocks begin, and what they define.</summary>
    public static MarkdownPipeline BlocksAlone { get; } = Build().Use(new WithoutInlines()).Build();

    private static MarkdownPipelineBuilder Build()
    {
        var builder = new MarkdownPipelineBuilder()
            .UsePipeTables()
            .UseTaskLists()
            .UseAutoLinks()
            .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
            .UseMathematics()
            .UseSoftlineBreakAsHardlineBreak()
            .DisableHtml();
        builder.InlineParsers.Insert(0, new LinkTargetSeeder());
        builder.InlineParsers.Insert(1, new BracketedMath());
        InlineBudget.Guard(builder.BlockParsers.Find<ParagraphBlockParser>()!, builder.BlockParsers.Find<HeadingBlockParser>()!);
        return builder;
    }

    /// <summary>Comes last, so that the other extensions have all their block parsers in.</summary>
    private sealed class WithoutInlines : IMarkdownExtension
    {
        public void Setup(MarkdownPipelineBuilder pipeline) => pipeline.InlineParsers.Clear();

        public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer) { }
    }
}
