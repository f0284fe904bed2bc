using System.Runtime.CompilerServices;
using Roundtable.Cursors;
using Roundtable.Reading;
using Roundtable.Recording;

namespace Roundtable.Following;

/// <summary>
/// Follows a message: what is stored, then what comes, from any cursor, live or long ended, as often as wanted. A follower
/// holds an offset and no buffer: whoever is slow reads from storage at their own pace.
/// </summary>
public sealed class Follower(IConversationStore store, MessageReader reader, Announcer announcer, ITokenCounter counter)
{
    /// <summary>
    /// What a reader at this start has to see, up to the message's end; nothing when there is no such message. A start that
    /// does not fit the message (beyond what is stored, inside a code point, of another message) gives a snapshot.
    /// </summary>
    public async IAsyncEnumerable<FollowEvent> FollowAsync(
        MessageId id,
        FollowStart start,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var listening = announcer.Listen(id);
        if (await reader.ReadAsync(id, cancellationToken).ConfigureAwait(false) is not { } message)
            yield break;

        var place = new MessageCursor(id, message.Tag, PositionOf(start, message) ?? message.Length, Ended: false);
        if (PositionOf(start, message) is null)
            yield return new MessageShown(place, message);

        var near = new Piece(null, 0, "", []);
        while (true)
        {
            var announcement = listening.Live.NextAnnouncement();
            if (await store.FindMessageAsync(id, cancellationToken).ConfigureAwait(false) is not { } state)
                yield break;

            await foreach (
                var (piece, bundle) in BundlesAsync(place, near, state, listening.Live, cancellationToken).ConfigureAwait(false)
            )
            {
                yield return bundle;
                (place, near) = (bundle.Cursor, piece);
            }

            if (state.Status == MessageStatus.Complete)
                break;
            await announcement.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (await reader.ReadAsync(id, cancellationToken).ConfigureAwait(false) is { } ended)
            yield return new MessageEnded(place with { Ended = true }, ended);
    }

    /// <summary>Where to go on; null when the reader's place is not one of this message.</summary>
    private static int? PositionOf(FollowStart start, Message message)
    {
        if (start.Cursor is { } cursor && (cursor.Id != message.Id || cursor.Tag != message.Tag))
            return null;
        if ((start.Cursor?.Offset ?? start.Offset) is not { } offset || offset > message.Length)
            return null;
        var isInsidePair = offset > 0 && offset < message.Length && char.IsLowSurrogate(message.Content[offset]);
        return isInsidePair ? null : offset;
    }

    /// <summary>What is beyond a place, each with the piece it is from: the next reading begins there, not at the message's start.</summary>
    private async IAsyncEnumerable<(Piece Piece, BundleShown Bundle)> BundlesAsync(
        MessageCursor place,
        Piece near,
        MessageState state,
        LiveMessage live,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (place.Offset >= state.Length)
            yield break;

        var recent = live.From(place.Offset);
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
