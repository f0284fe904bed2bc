using System.Runtime.CompilerServices;
using Roundtable.Cursors;
using Roundtable.Reading;
using Roundtable.Recording;

namespace Roundtable.Following;

/// <summary>How far somebody has come in a message, and the bundles from there on: the newest from memory, the others from storage.</summary>
internal sealed class MessagePlace(IConversationStore store, ITokenCounter counter, MessageCursor start, Listening listening)
    : IDisposable
{
    private Piece _near = new(null, 0, "", []);

    public MessageCursor Cursor { get; private set; } = start;

    public LiveMessage Live => listening.Live;

    public void Dispose() => listening.Dispose();

    /// <summary>What is beyond the place; it moves with each bundle that is taken.</summary>
    public async IAsyncEnumerable<BundleShown> AdvanceAsync(
        MessageState state,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var (piece, bundle) in BundlesAsync(state, cancellationToken).ConfigureAwait(false))
        {
            (Cursor, _near) = (bundle.Cursor, piece);
            yield return bundle;
        }
    }

    /// <summary>Each with the piece it is from: the next reading begins there, not at the message's start.</summary>
    private async IAsyncEnumerable<(Piece Piece, BundleShown Bundle)> BundlesAsync(
        MessageState state,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (place, near) = (Cursor, _near);
        if (place.Offset >= state.Length)
            yield break;

        var recent = Live.From(place.Offset);
        if (recent.Count > 0 && recent[0].Offset == place.Offset)
        {
            foreach (var bundle in recent)
                yield return (near, Show(bundle.Offset, bundle.Tokens, bundle.TokenCount));
            yield break;
        }

        var readings = store.ReadChunksAsync(place.Id, near.Chunk?.Seq ?? 0, cancellationToken);
        var pieces = ChunkSequence.PiecesAsync(readings, near.Offset, state.Length, cancellationToken);
        await foreach (var piece in pieces.ConfigureAwait(false))
        {
            foreach (
                var (offset, text, tokenCount) in BundlesOf(piece)
                    .Where(bundle => bundle.Offset + bundle.Text.Length > place.Offset)
            )
            {
                var known = Math.Max(0, place.Offset - offset);
                var tokens = known == 0 ? tokenCount : counter.Count(text.AsSpan(known));
                yield return (piece.Chunk is null ? near : piece, Show(offset + known, text[known..], tokens));
            }
        }

        BundleShown Show(int offset, string text, int tokenCount) =>
            new(place with { Offset = offset + text.Length }, offset, text, tokenCount);
    }

    private static IEnumerable<(int Offset, string Text, int TokenCount)> BundlesOf(Piece piece)
    {
        if (piece.Chunk is not { Bundles.Count: > 0 } chunk)
        {
            if (piece.Text.Length > 0)
                yield return (piece.Offset, piece.Text, piece.Chunk?.TokenCount ?? 0);
            yield break;
        }

        var position = 0;
        foreach (var mark in chunk.Bundles)
        {
            yield return (chunk.Offset + position, chunk.Tokens.Substring(position, mark.Length), mark.TokenCount);
            position += mark.Length;
        }
    }
}
