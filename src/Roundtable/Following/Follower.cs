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
        FollowStart from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var listening = announcer.Listen(id);
        using var _ = listening;
        if (await reader.ReadAsync(id, cancellationToken).ConfigureAwait(false) is not { } message)
            yield break;

        var start = new MessageCursor(id, message.Tag, PositionOf(from, message) ?? message.Length, Ended: false);
        if (PositionOf(from, message) is null)
            yield return new MessageShown(start, message);

        using var place = new MessagePlace(store, counter, start, listening);
        for (var isFirst = true; ; isFirst = false)
        {
            var (rung, hasEnded) = (listening.Waiter.Rung, listening.Live.HasEnded);
            while (place.TakeNewest() is { } newest)
                yield return newest;

            // What was announced in order needs no look at storage.
            if (isFirst || hasEnded || place.IsBehind)
            {
                if (await store.FindMessageAsync(id, cancellationToken).ConfigureAwait(false) is not { } state)
                    yield break;
                await foreach (var bundle in place.AdvanceAsync(state, cancellationToken).ConfigureAwait(false))
                    yield return bundle;
                if (state.Status == MessageStatus.Complete)
                    break;
            }

            await listening.Waiter.BeyondAsync(rung, cancellationToken).ConfigureAwait(false);
        }

        if (await reader.ReadEndAsync(id, cancellationToken).ConfigureAwait(false) is { } ended)
            yield return new MessageEnded(place.Cursor with { Ended = true }, ended.Message, ended.Length);
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
}
