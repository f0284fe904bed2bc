using System.Text.Json.Serialization;
using Roundtable.Edge.Rendering;

namespace Roundtable.Edge.Wire;

/// <summary>Top-level blocks of a message as sanitised HTML, each one element: from an index on these are its blocks now.</summary>
/// <param name="From">The index; blocks before it stay as they are.</param>
/// <param name="Html">The blocks.</param>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record BlocksBody(int From, IReadOnlyList<string> Html)
{
    public static BlocksBody? Of(RenderedBlocks? blocks) => blocks is null ? null : new(blocks.From, blocks.Html);
}
