using System.Runtime.CompilerServices;
using Roundtable.Cursors;

namespace Roundtable.Following;

/// <summary>Follows what changes in a user's list of conversations, from any cursor, for ever.</summary>
public sealed class UserFollower(IConversationStore store, Announcer announcer)
{
    private const int ChangesAtOnce = 100;

    /// <summary>
    /// Each conversation that has changed since the cursor, once and as it is by then, in the order of the changes; then
    /// what comes. Without a cursor only what comes. A cursor from beyond what is stored begins anew, with everything.
    /// </summary>
    public async IAsyncEnumerable<(UserCursor Cursor, ConversationChange Change)> FollowAsync(
        UserId user,
        UserCursor? from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var listening = announcer.Listen(user);
        var newest = await store
            .ListConversationsAsync(user, new ConversationQuery(Limit: 1), cancellationToken)
            .ConfigureAwait(false);
        var last = newest is [var first] ? first.Change : 0;
        var after = from?.Change ?? await AfterDeletionsAsync(last).ConfigureAwait(false);
        if (after > last && (await ListAsync(Math.Max(0, after - 1)).ConfigureAwait(false)).Count == 0)
            after = 0;
        while (true)
        {
            var next = listening.Next;
            var changes = await ListAsync(after).ConfigureAwait(false);
            foreach (var change in changes)
            {
                after = change.Change;
                yield return (new UserCursor(user, after), change);
            }

            if (changes.Count < ChangesAtOnce)
                await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        // What was deleted before anybody listened is no news.
        async ValueTask<long> AfterDeletionsAsync(long since)
        {
            while (await ListAsync(since).ConfigureAwait(false) is { Count: > 0 } changes)
            {
                foreach (var change in changes)
                {
                    if (change.Conversation is not null)
                        return since;
                    since = change.Change;
                }
            }

            return since;
        }

        ValueTask<IReadOnlyList<ConversationChange>> ListAsync(long since) =>
            store.ListChangesAsync(user, since, ChangesAtOnce, cancellationToken);
    }
}
