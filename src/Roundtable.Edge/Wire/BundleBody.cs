using System.Text.Json.Serialization;
using Roundtable.Following;

namespace Roundtable.Edge.Wire;

/// <summary>Text that continues a message; the event <c>bundle</c>.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Offset">Where the text begins, in UTF-16 code units.</param>
/// <param name="Tokens">The text.</param>
/// <param name="TokenCount">Tokens in it.</param>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record BundleBody(string MessageId, int Offset, string Tokens, int TokenCount)
{
    /// <summary>What it makes of the message's blocks; with format=html. Absent when a later event says so.</summary>
    public BlocksBody? Blocks { get; init; }

    public static BundleBody From(BundleShown bundle) =>
        new(bundle.Cursor.Id.ToString(), bundle.Offset, bundle.Tokens, bundle.TokenCount);
}
