using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Roundtable.Cursors;
using Roundtable.Reading;

namespace Roundtable.Following;

/// <summary>Follows all replies of a turn at once, each event with a cursor of the whole conversation.</summary>
public sealed class TurnFollower(MessageReader reader, Follower follower)
{
    /// <summary>Waits when full: a slow reader slows its own followers, who hold no text.</summary>
    private const int WaitingMax = 16;

    /// <summary>
    /// The turn's messages as stored by now, then the replies' bundles and ends as they come, until every reply ended.
    /// </summary>
    public async IAsyncEnumerable<(ConversationCursor Cursor, FollowEvent Event)> FollowAsync(
        Turn turn,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var shown = new MessageShown(
            new MessageCursor(turn.Message.Id, turn.Message.Tag, turn.Message.Length, true),
            turn.Message
        );
        var cursor = Advance(Before(turn), shown);
        yield return (cursor, shown);

        var starts = new List<MessageCursor>();
        foreach (var reply in turn.Replies)
        {
            if (await reader.ReadAsync(reply, cancellationToken).ConfigureAwait(false) is not { } message)
                continue;
            starts.Add(new MessageCursor(reply, message.Tag, message.Length, Ended: false));
            cursor = Advance(cursor, shown = new MessageShown(starts[^1], message));
            yield return (cursor, shown);
        }

        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var events = Channel.CreateBounded<FollowEvent>(WaitingMax);
        var following = FollowAllAsync(starts, events.Writer, done.Token);
        try
        {
            await foreach (var happened in events.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                cursor = Advance(cursor, happened);
                yield return (cursor, happened);
            }
        }
        finally
        {
            await done.CancelAsync().ConfigureAwait(false);
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// The place before the turn's first reply, as its first answer covers it: what others are saying meanwhile is still to
    /// come, also when the message that is answered is an old one.
    /// </summary>
    private static ConversationCursor Before(Turn turn)
    {
        var known = turn.Replies is [var first, ..] ? first.Number - 1 : turn.Message.Id.Number;
        return turn.Cursor with { MessageCount = known, Open = [.. turn.Cursor.Open.Where(reply => reply.Number <= known)] };
    }

    private static ConversationCursor Advance(ConversationCursor cursor, FollowEvent happened)
    {
        var (id, tag, offset, ended) = happened.Cursor;
        var others = cursor.Open.Where(reply => reply.Number != id.Number);
        return cursor with
        {
            MessageCount = Math.Max(cursor.MessageCount, id.Number),
            Open = ended ? [.. others] : [.. others.Append(new OpenReply(id.Number, tag, offset)).OrderBy(reply => reply.Number)],
        };
    }

    private async Task FollowAllAsync(
        IReadOnlyList<MessageCursor> starts,
        ChannelWriter<FollowEvent> events,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await Task.WhenAll(starts.Select(start => FollowOneAsync(start, events, cancellationToken))).ConfigureAwait(false);
            events.Complete();
        }
#pragma warning disable CA1031 // Whatever stopped one of them reaches the reader through the channel.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            events.Complete(exception);
        }
    }

    private async Task FollowOneAsync(MessageCursor start, ChannelWriter<FollowEvent> events, CancellationToken cancellationToken)
    {
        await foreach (
            var happened in follower.FollowAsync(start.Id, FollowStart.After(start), cancellationToken).ConfigureAwait(false)
        )
            await events.WriteAsync(happened, cancellationToken).ConfigureAwait(false);
    }
}
