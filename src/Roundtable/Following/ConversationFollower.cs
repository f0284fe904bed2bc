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
    /// What comes after a cursor; without one it begins with each open reply as the snapshot has it, and so it does with a
    /// cursor of another conversation that had this id, or from beyond what is stored.
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
            await foreach (var shown in pass.ShowOpenAsync(snapshot, cancellationToken).ConfigureAwait(false))
                yield return shown;
        }

        while (true)
        {
            var next = listening.Next;
            if (await store.FindConversationAsync(snapshot.Id, cancellationToken).ConfigureAwait(false) is not { } now)
                break;
            await foreach (var happened in pass.AdvanceAsync(now, cancellationToken).ConfigureAwait(false))
                yield return happened;
            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        yield return new ConversationDeleted(pass.Cursor);
    }
}
