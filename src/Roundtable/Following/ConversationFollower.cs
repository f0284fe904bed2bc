using System.Runtime.CompilerServices;
using Roundtable.Cursors;
using Roundtable.Reading;
using Roundtable.Recording;

namespace Roundtable.Following;

/// <summary>
/// Follows everything in a conversation: what is new since a cursor, then what comes, for as long as the conversation
/// exists. A follower holds a place for each open reply, and no text.
/// </summary>
public sealed class ConversationFollower(
    IConversationStore store,
    MessageReader reader,
    Announcer announcer,
    ITokenCounter counter
)
{
    /// <summary>
    /// What comes after a cursor; without one it begins with each open reply as the snapshot has it. With a cursor of another
    /// conversation that had this id, or from beyond what is stored, the conversation comes first, and then the same.
    /// </summary>
    /// <param name="snapshot">The conversation, found before anybody was told that it is being followed.</param>
    public async IAsyncEnumerable<ConversationEvent> FollowAsync(
        Conversation snapshot,
        ConversationCursor? from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var listening = announcer.Listen(snapshot.Id);
        using var pass = new ConversationPass(store, reader, announcer, counter);
        var isKnown = from is { IsBeginning: false } && from.Tag == snapshot.Tag && from.MessageCount <= snapshot.MessageCount;
        pass.Begin(isKnown ? from! : ConversationCursor.Of(snapshot) with { Open = [] });
        if (!isKnown)
        {
            if (from is { IsBeginning: false })
                yield return new ConversationChanged(ConversationCursor.Beginning(snapshot), snapshot);
            await foreach (var shown in pass.ShowOpenAsync(snapshot, cancellationToken).ConfigureAwait(false))
                yield return shown;
        }

        for (var seen = -1L; ; )
        {
            var (rung, changes) = (listening.Waiter.Rung, listening.Waiter.Changes);
            foreach (var newest in seen == changes ? pass.TakeNewest() : [])
                yield return newest;
            if (seen != changes || pass.IsBehind)
            {
                if (await store.FindConversationAsync(snapshot.Id, cancellationToken).ConfigureAwait(false) is not { } now)
                    break;
                await foreach (var happened in pass.AdvanceAsync(now, cancellationToken).ConfigureAwait(false))
                    yield return happened;
                seen = changes;
            }

            await listening.Waiter.BeyondAsync(rung, cancellationToken).ConfigureAwait(false);
        }

        yield return new ConversationDeleted(pass.Cursor);
    }
}
