using System.Runtime.CompilerServices;
using Roundtable.Cursors;
using Roundtable.Reading;
using Roundtable.Recording;

namespace Roundtable.Following;

/// <summary>How far somebody has come in a message, and the bundles from there on: the newest from memory, the others from storage.</summary>
internal sealed class MessagePlace(IConversationStore store, ITokenCounter counter, MessageCursor start, Listening listening)
    : IDisposable
{
    /// <summary>Most tokens in a bundle of what was not stored as one: a user's message, or the rest of a stored bundle.</summary>
    private const int TokensMax = 20;

    private Piece _near = new(null, 0, "", []);

    public MessageCursor Cursor { get; private set; } = start;

    public LiveMessage Live => listening.Live;

    public void Dispose() => listening.Dispose();

    /// <summary>Whether more was announced than has been taken.</summary>
    public bool IsBehind => Live.IsBeyond(Cursor.Offset);

    /// <summary>The next bundle, when it is one of the newest; the place moves with it.</summary>
    public BundleShown? TakeNewest()
    {
        var bundle = Live.From(Cursor.Offset, Cursor.Tag);
        Cursor = bundle?.Cursor ?? Cursor;
        return bundle;
    }

    /// <summary>What is beyond the place; it moves with each bundle that is taken.</summary>
    public async IAsyncEnumerable<BundleShown> AdvanceAsync(
        MessageState state,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        while (TakeNewest() is { } bundle)
            yield return bundle;
        if (Cursor.Offset >= state.Length)
            yield break;
        await foreach (var (piece, bundle) in StoredAsync(state, cancellationToken).ConfigureAwait(false))
        {
            (Cursor, _near) = (bundle.Cursor, piece);
            yield return bundle;
        }
    }

    /// <summary>Each with the piece it is from: the next reading begins there, not at the message's start.</summary>
    private async IAsyncEnumerable<(Piece Piece, BundleShown Bundle)> StoredAsync(
        MessageState state,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (place, near) = (Cursor, _near);
        var readings = store.ReadChunksAsync(place.Id, near.Chunk?.Seq ?? 0, cancellationToken);
        var pieces = ChunkSequence.PiecesAsync(readings, near.Offset, state.Length, cancellationToken);
        await foreach (var piece in pieces.ConfigureAwait(false))
        {
            foreach (var (offset, text, tokenCount) in BundlesOf(piece).SelectMany(bundle => PartsOf(bundle, place.Offset)))
                yield return (piece.Chunk is null ? near : piece, Show(offset, text, tokenCount));
        }

        BundleShown Show(int offset, string text, int tokenCount) =>
            new(place with { Offset = offset + text.Length }, offset, text, tokenCount);
    }

    /// <summary>What of it lies beyond an offset: as it is, or cut, where it is too large or only its rest is wanted.</summary>
    private IEnumerable<(int Offset, string Text, int TokenCount)> PartsOf(
        (int Offset, string Text, int TokenCount) bundle,
        int from
    )
    {
        if (bundle.Offset >= from && bundle.TokenCount <= TokensMax)
        {
            yield return bundle;
            yield break;
        }

        // No code point has as many tokens, so each part has some text.
        var position = Math.Max(0, from - bundle.Offset);
        while (position < bundle.Text.Length)
        {
            var part = counter.Fit(bundle.Text.AsSpan(position), TokensMax);
            yield return (bundle.Offset + position, bundle.Text.Substring(position, part.Length), part.TokenCount);
            position += part.Length;
        }
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
