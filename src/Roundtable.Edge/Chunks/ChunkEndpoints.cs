using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Roundtable.Edge.Access;
using Roundtable.Edge.Problems;
using Roundtable.Edge.Wire;

namespace Roundtable.Edge.Chunks;

/// <summary>How a message is stored: which chunks it has, and each of them to the byte.</summary>
internal static class ChunkEndpoints
{
    public const string Route = "seq";

    public static async Task<JsonHttpResult<ChunkListBody>> ListAsync(
        OwnMessage own,
        ChunkLister chunks,
        CancellationToken cancellationToken
    ) =>
        await chunks.ListAsync(own.Id, cancellationToken) is { } items
            ? WireJson.Result(new ChunkListBody(items))
            : throw ProblemException.NotFound();

    /// <summary>What is open yet, and what cannot be read as sound, is not there; the list says which is which.</summary>
    public static async Task<FileContentHttpResult> GetAsync(
        OwnMessage own,
        HttpContext context,
        ChunkLister chunks,
        CancellationToken cancellationToken
    )
    {
        var text = context.Request.RouteValues[Route] as string;
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seq);
        // A number has one form, as everywhere.
        return
            isNumber
            && text == seq.ToString(CultureInfo.InvariantCulture)
            && await chunks.FindClosedAsync(own.Id, seq, cancellationToken) is { } chunk
            ? TypedResults.Bytes(StoredChunk.Encode(chunk), "application/json")
            : throw ProblemException.NotFound();
    }
}
