using System.Runtime.CompilerServices;
using Roundtable.Cursors;
using Roundtable.Reading;
using Roundtable.Recording;

namespace Roundtable.Following;

/// <summary>One follower's way through a conversation: from what it has seen to what a snapshot shows, event by event.</summary>
internal sealed class ConversationPass(IConversationStore store, MessageReader reader, Announcer announcer, ITokenCounter counter)
    : IDisposable
{
    private readonly SortedDictionary<int, MessagePlace> _open = [];

    /// <summary>Where to go on.</summary>
    public ConversationCursor Cursor { get; private set; } = null!;

    public void Begin(ConversationCursor cursor) => Cursor = cursor;

    public void Dispose()
    {
        foreach (var place in _open.Values)
            place.Dispose();
    }

    /// <summary>
    /// Each open reply as the snapshot has it. Who is cut off before the last one begins anew: a cursor cannot name a reply
    /// that was not shown.
    /// </summary>
    public async IAsyncEnumerable<ConversationEvent> ShowOpenAsync(
        Conversation snapshot,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var numbers = snapshot.Open.Select(reply => reply.Number).ToList();
        await foreach (var message in reader.ReadAsync(snapshot, numbers, cancellationToken).ConfigureAwait(false))
        {
            var shown = Show(message);
            yield return message.Id.Number == numbers[^1]
                ? shown
                : shown with
                {
                    Cursor = ConversationCursor.Beginning(snapshot),
                };
        }
    }

    /// <summary>Whether more was announced of the open replies than the follower has been shown.</summary>
    public bool IsBehind => _open.Values.Any(place => place.IsBehind);

    /// <summary>The newest bundles of the open replies, while nothing else has happened that would have to come before them.</summary>
    public IEnumerable<ConversationEvent> TakeNewest()
    {
        foreach (var place in _open.Values)
        {
            while (place.TakeNewest() is { } bundle)
            {
                Move(bundle.Cursor);
                yield return new MessageHappened(Cursor, bundle);
            }
        }
    }

    /// <summary>
    /// What the snapshot shows and the follower has not seen. The conversation comes first: should its reader be cut off
    /// then, what changed it is still to come, and it comes again.
    /// </summary>
    public async IAsyncEnumerable<ConversationEvent> AdvanceAsync(
        Conversation snapshot,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var stillOpen = snapshot.Open.Select(reply => reply.Number).ToHashSet();
        var known = Cursor.Open;
        if (
            snapshot.Revision != Cursor.Revision
            || snapshot.MessageCount != Cursor.MessageCount
            || known.Any(reply => !stillOpen.Contains(reply.Number))
        )
        {
            Cursor = Cursor with { Revision = snapshot.Revision };
            yield return new ConversationChanged(Cursor, snapshot);
        }

        foreach (var reply in known)
        {
            await foreach (var happened in CatchUpAsync(snapshot, reply, cancellationToken).ConfigureAwait(false))
                yield return happened;
        }

        var unseen = Enumerable.Range(Cursor.MessageCount + 1, snapshot.MessageCount - Cursor.MessageCount);
        await foreach (var message in reader.ReadAsync(snapshot, unseen, cancellationToken).ConfigureAwait(false))
        {
            yield return Show(message);
            if (message is { Role: MessageRole.Agent, Status: MessageStatus.Complete })
                yield return End(_open[message.Id.Number], (message with { Content = "" }, message.Length));
        }

        Cursor = Cursor with { MessageCount = snapshot.MessageCount };
    }

    private async IAsyncEnumerable<ConversationEvent> CatchUpAsync(
        Conversation snapshot,
        OpenReply reply,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var messageId = new MessageId(snapshot.Id, reply.Number);
        if (!_open.TryGetValue(reply.Number, out var place))
        {
            if (await reader.ReadAsync(messageId, cancellationToken).ConfigureAwait(false) is not { } message)
                yield break;
            if (IsPlaceIn(message, reply))
                Keep(new MessageCursor(messageId, message.Tag, reply.Length, Ended: false));
            else
                yield return Show(message);
            if (!_open.TryGetValue(reply.Number, out place))
                yield break;
        }

        if (await store.FindMessageAsync(messageId, cancellationToken).ConfigureAwait(false) is not { } state)
            yield break;
        await foreach (var bundle in place.AdvanceAsync(state, cancellationToken).ConfigureAwait(false))
        {
            Move(bundle.Cursor);
            yield return new MessageHappened(Cursor, bundle);
        }

        // An end that came after the snapshot is told with the next one, behind the conversation as the end has changed it.
        if (state.Status == MessageStatus.Complete && !snapshot.Open.Any(open => open.Number == reply.Number))
        {
            if (await reader.ReadEndAsync(messageId, cancellationToken).ConfigureAwait(false) is { } ended)
                yield return End(place, ended);
        }
    }

    /// <summary>
    /// The cursor says how much of it is known; a place in another message that has its id by now, inside a code point, or
    /// beyond the text, is none.
    /// </summary>
    private static bool IsPlaceIn(Message message, OpenReply reply) =>
        reply.Tag == message.Tag
        && reply.Length <= message.Length
        && !(reply.Length > 0 && reply.Length < message.Length && char.IsLowSurrogate(message.Content[reply.Length]));

    private MessageHappened Show(Message message)
    {
        var isReply = message.Role == MessageRole.Agent;
        var cursor = new MessageCursor(message.Id, message.Tag, message.Length, Ended: !isReply);
        if (isReply)
        {
            Keep(cursor);
            Move(cursor);
        }
        else
        {
            Forget(message.Id.Number);
        }

        Cursor = Cursor with { MessageCount = Math.Max(Cursor.MessageCount, message.Id.Number) };
        return new MessageHappened(Cursor, new MessageShown(cursor, message));
    }

    private MessageHappened End(MessagePlace place, (Message Message, int Length) ended)
    {
        var number = ended.Message.Id.Number;
        _open.Remove(number);
        place.Dispose();
        Forget(number);
        return new MessageHappened(Cursor, new MessageEnded(place.Cursor with { Ended = true }, ended.Message, ended.Length));
    }

    private void Keep(MessageCursor cursor)
    {
        if (_open.Remove(cursor.Id.Number, out var before))
            before.Dispose();
        _open[cursor.Id.Number] = new MessagePlace(store, counter, cursor, announcer.Listen(cursor.Id));
    }

    private void Move(MessageCursor place)
    {
        var reply = new OpenReply(place.Id.Number, place.Tag, place.Offset);
        OpenReply[] open = [.. Cursor.Open];
        var index = 0;
        while (index < open.Length && open[index].Number < reply.Number)
            index++;
        if (index < open.Length && open[index].Number == reply.Number)
            open[index] = reply;
        else
            open = [.. open[..index], reply, .. open[index..]];
        Cursor = Cursor with { Open = open };
    }

    private void Forget(int number) => Cursor = Cursor with { Open = [.. Cursor.Open.Where(reply => reply.Number != number)] };
}
