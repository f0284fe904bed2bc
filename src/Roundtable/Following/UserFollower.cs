using System.Runtime.CompilerServices;
using Roundtable.Cursors;

namespace Roundtable.Following;

/// <summary>Follows what changes in a user's list of conversations, from any cursor, for ever.</summary>
public sealed class UserFollower(IConversationStore store, Announcer announcer)
{
    private const int ChangesAtOnce = 100;

    /// <summary>The place from which on everything is news; what was deleted before is none.</summary>
    public async ValueTask<UserCursor> BeginAsync(UserId user, CancellationToken cancellationToken)
    {
        var since = await NewestAsync(user, cancellationToken).ConfigureAwait(false);
        while (await ListAsync(user, since, cancellationToken).ConfigureAwait(false) is { Count: > 0 } changes)
        {
            foreach (var change in changes)
            {
                if (change.Conversation is not null)
                    return new UserCursor(user, since);
                since = change.Change;
            }
        }

        return new UserCursor(user, since);
    }

    /// <summary>
    /// Each conversation that has changed since the cursor, once and as it is by then, in the order of the changes; then
    /// what comes. A cursor from beyond what is stored begins anew, with everything.
    /// </summary>
    public async IAsyncEnumerable<(UserCursor Cursor, ConversationChange Change)> FollowAsync(
        UserCursor from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (user, after) = from;
        using var listening = announcer.Listen(user);
        var isBeyond =
            after > await NewestAsync(user, cancellationToken).ConfigureAwait(false)
            && (await ListAsync(user, after - 1, cancellationToken).ConfigureAwait(false)).Count == 0;
        after = isBeyond ? 0 : after;
        while (true)
        {
            var next = listening.Next;
            var changes = await ListAsync(user, after, cancellationToken).ConfigureAwait(false);
            foreach (var change in changes)
            {
                after = change.Change;
                yield return (new UserCursor(user, after), change);
            }

            if (changes.Count < ChangesAtOnce)
                await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<long> NewestAsync(UserId user, CancellationToken cancellationToken)
    {
        var newest = await store
            .ListConversationsAsync(user, new ConversationQuery(Limit: 1), cancellationToken)
            .ConfigureAwait(false);
        return newest is [var first] ? first.Change : 0;
    }

    private ValueTask<IReadOnlyList<ConversationChange>> ListAsync(
        UserId user,
        long since,
        CancellationToken cancellationToken
    ) => store.ListChangesAsync(user, since, ChangesAtOnce, cancellationToken);
}
