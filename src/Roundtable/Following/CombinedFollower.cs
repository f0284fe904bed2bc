using System.Runtime.CompilerServices;
using Roundtable.Cursors;

namespace Roundtable.Following;

/// <summary>Follows a user's list and one of its conversations in one stream, so that a page needs one connection.</summary>
public sealed class CombinedFollower(UserFollower lists, ConversationFollower conversations)
{
    /// <summary>
    /// What comes in the list when the conversation has been deleted. Each cursor still names both places: its reader comes
    /// back to the same address.
    /// </summary>
    public async IAsyncEnumerable<CombinedEvent> FollowAsync(
        CombinedCursor place,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var (list, change) in lists.FollowAsync(place.List, cancellationToken).ConfigureAwait(false))
            yield return new CombinedEvent(place with { List = list }, change, null);
    }

    /// <summary>
    /// What comes after both cursors, each as its own follower tells it. It goes on with the list when the conversation is
    /// deleted.
    /// </summary>
    /// <param name="list">The place in the list.</param>
    /// <param name="snapshot">The conversation, found before anybody was told that it is being followed.</param>
    /// <param name="from">The place in the conversation; null: begin with its open replies.</param>
    public async IAsyncEnumerable<CombinedEvent> FollowAsync(
        UserCursor list,
        Conversation snapshot,
        ConversationCursor? from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var changes = lists.FollowAsync(list, done.Token).GetAsyncEnumerator(done.Token);
        var happenings = conversations.FollowAsync(snapshot, from, done.Token).GetAsyncEnumerator(done.Token);
        var cursor = new CombinedCursor(list, from ?? ConversationCursor.Beginning(snapshot));
        var (change, happened) = (changes.MoveNextAsync().AsTask(), happenings.MoveNextAsync().AsTask());
        var isThere = true;
        try
        {
            while (true)
            {
                // What changes a list is rare: it comes first, so that a busy conversation cannot hold it up.
                if (!isThere || await Task.WhenAny(change, happened).ConfigureAwait(false) == change)
                {
                    await change.ConfigureAwait(false);
                    cursor = cursor with { List = changes.Current.Cursor };
                    yield return new CombinedEvent(cursor, changes.Current.Change, null);
                    change = changes.MoveNextAsync().AsTask();
                }
                else if (isThere = await happened.ConfigureAwait(false))
                {
                    cursor = cursor with { Conversation = happenings.Current.Cursor };
                    yield return new CombinedEvent(cursor, null, happenings.Current);
                    happened = happenings.MoveNextAsync().AsTask();
                }
            }
        }
        finally
        {
            // An enumerator may not be left while it moves.
            await done.CancelAsync().ConfigureAwait(false);
            await ((Task)change).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((Task)happened).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await changes.DisposeAsync().ConfigureAwait(false);
            await happenings.DisposeAsync().ConfigureAwait(false);
        }
    }
}
