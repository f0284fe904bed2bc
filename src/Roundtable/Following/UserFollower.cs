using System.Runtime.CompilerServices;
using Roundtable.Cursors;

namespace Roundtable.Following;

/// <summary>Follows what changes in a user's list of conversations, from any cursor, for ever.</summary>
public sealed class UserFollower(IConversationStore store, Announcer announcer)
{
    private const int ChangesAtOnce = 100;

    /// <summary>Changes at the same moment may get their numbers in another order than their times.</summary>
    private static readonly TimeSpan Disorder = TimeSpan.FromSeconds(1);

    /// <summary>The place from which on everything is news.</summary>
    public async ValueTask<UserCursor> BeginAsync(UserId user, CancellationToken cancellationToken) =>
        await store.FindChangeAsync(user, long.MaxValue, cancellationToken).ConfigureAwait(false) is { } newest
            ? new UserCursor(user, newest.Change, newest.At)
            : UserCursor.Beginning(user);

    /// <summary>
    /// Each conversation that has changed since the cursor, once and as it is by then, in the order of the changes; then
    /// what comes. A cursor from what is stored no longer, since a backup was restored, begins anew, with everything.
    /// </summary>
    public async IAsyncEnumerable<(UserCursor Cursor, ConversationChange Change)> FollowAsync(
        UserCursor from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var user = from.User;
        using var listening = announcer.Listen(user);
        var after = await IsKnownAsync(from, cancellationToken).ConfigureAwait(false) ? from.Change : 0;
        while (true)
        {
            var rung = listening.Waiter.Rung;
            var changes = await store.ListChangesAsync(user, after, ChangesAtOnce, cancellationToken).ConfigureAwait(false);
            foreach (var change in changes)
            {
                after = change.Change;
                yield return (new UserCursor(user, after, change.At), change);
            }

            if (changes.Count < ChangesAtOnce)
                await listening.Waiter.BeyondAsync(rung, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Whether the cursor is of what is stored. After a backup was restored, numbers up to the cursor's are missing, or were given
    /// out once more: later than the one that the cursor names.
    /// </summary>
    private async ValueTask<bool> IsKnownAsync(UserCursor from, CancellationToken cancellationToken)
    {
        var last = await store.FindChangeAsync(from.User, long.MaxValue, cancellationToken).ConfigureAwait(false);
        if (from.Change > (last?.Change ?? 0))
            return false;
        var known = await store.FindChangeAsync(from.User, from.Change, cancellationToken).ConfigureAwait(false);
        return known is null || known.At - from.At <= Disorder;
    }
}
