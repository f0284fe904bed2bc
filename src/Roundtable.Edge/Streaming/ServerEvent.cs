using Roundtable.Cursors;
using Roundtable.Edge.Wire;
using Roundtable.Following;

namespace Roundtable.Edge.Streaming;

/// <summary>An event as it goes over the wire.</summary>
/// <param name="Id">Where to go on after it; null: after a bundle as a stream of its message shows it.</param>
/// <param name="Name">What happened.</param>
/// <param name="Body">One of the wire's types, or a bundle, whose bytes are shared.</param>
internal readonly record struct ServerEvent(string? Id, string Name, object Body)
{
    /// <summary>An event of one message's stream.</summary>
    public static ServerEvent Of(FollowEvent happened) =>
        happened is BundleShown bundle ? Of(null, bundle) : Of(happened.Cursor.ToString(), happened);

    /// <summary>An event of a turn's stream.</summary>
    public static ServerEvent Of((ConversationCursor Cursor, FollowEvent Event) happened) =>
        Of(happened.Cursor.ToString(), happened.Event);

    /// <summary>An event of a conversation's stream.</summary>
    public static ServerEvent Of(ConversationEvent happened) => Of(happened.Cursor.ToString(), happened);

    /// <summary>An event of a user's stream.</summary>
    public static ServerEvent Of((UserCursor Cursor, ConversationChange Change) happened) =>
        Of(happened.Cursor.ToString(), happened.Change);

    /// <summary>An event of a user's stream with a conversation beside it.</summary>
    public static ServerEvent Of(CombinedEvent happened) =>
        happened.Change is { } change
            ? Of(happened.Cursor.ToString(), change)
            : Of(happened.Cursor.ToString(), happened.Happened!);

    private static ServerEvent Of(string id, ConversationEvent happened) =>
        happened switch
        {
            MessageHappened message => Of(id, message.Event),
            ConversationChanged changed => new(id, "conversation", ConversationBody.From(changed.Conversation)),
            ConversationDeleted deleted => Deleted(id, deleted.Cursor.Id),
            _ => throw new ArgumentException($"There is no event for {happened.GetType().Name}.", nameof(happened)),
        };

    private static ServerEvent Of(string id, ConversationChange change) =>
        change.Conversation is { } conversation
            ? new(id, "conversation", ConversationBody.From(conversation))
            : Deleted(id, change.Id);

    private static ServerEvent Deleted(string id, ConversationId conversation) =>
        new(id, "deleted", new DeletedBody(conversation.ToString()));

    private static ServerEvent Of(string? id, BundleShown bundle) => new(id, BundleFrame.Name, bundle);

    private static ServerEvent Of(string id, FollowEvent happened) =>
        happened switch
        {
            MessageShown shown => new(id, "message", MessageBody.From(shown.Message)),
            BundleShown bundle => Of(id, bundle),
            MessageEnded ended => new(id, "complete", MessageBody.WithoutContent(ended.Message) with { Length = ended.Length }),
            _ => throw new ArgumentException($"There is no event for {happened.GetType().Name}.", nameof(happened)),
        };
}
