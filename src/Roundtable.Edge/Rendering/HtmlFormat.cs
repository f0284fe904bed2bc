using Roundtable.Edge.Problems;
using Roundtable.Edge.Requests;
using Roundtable.Edge.Streaming;
using Roundtable.Edge.Wire;
using Roundtable.Following;
using Roundtable.Reading;

namespace Roundtable.Edge.Rendering;

/// <summary><c>?format=html</c>: answers with what is ready to be shown. Who does not ask for it pays nothing for it.</summary>
internal sealed class HtmlFormat(SharedRenderings renderings, MessageReader reader)
{
    public const string Parameter = "format";
    public const string Html = "html";

    /// <summary>How this request wants its messages.</summary>
    public Func<Message, MessageBody> MessagesFor(HttpContext context) => IsWanted(context) ? Shape : MessageBody.From;

    /// <summary>How this request wants its events.</summary>
    public IAsyncEnumerable<ServerEvent> EventsFor(HttpContext context, IAsyncEnumerable<FollowEvent> events) =>
        Shape(context, events, ServerEvent.Of, happened => happened);

    /// <summary>The same for a conversation's.</summary>
    public IAsyncEnumerable<ServerEvent> EventsFor(HttpContext context, IAsyncEnumerable<ConversationEvent> events) =>
        Shape(context, events, ServerEvent.Of, happened => (happened as MessageHappened)?.Event);

    /// <summary>The same for a list's and a conversation's together.</summary>
    public IAsyncEnumerable<ServerEvent> EventsFor(HttpContext context, IAsyncEnumerable<CombinedEvent> events) =>
        Shape(context, events, ServerEvent.Of, happened => (happened.Happened as MessageHappened)?.Event);

    /// <summary>The same for a turn's.</summary>
    public IAsyncEnumerable<ServerEvent> EventsFor(
        HttpContext context,
        IAsyncEnumerable<(Cursors.ConversationCursor Cursor, FollowEvent Event)> events
    ) => Shape(context, events, ServerEvent.Of, happened => happened.Event);

    /// <summary>Whether it is asked for; refused when it is another format.</summary>
    public static bool IsWanted(HttpContext context) =>
        Query.Of(context).Text(Parameter) switch
        {
            null => false,
            Html => true,
            _ => throw ProblemException.Invalid(Parameter, $"'{Parameter}' must be {Html}, or be left out."),
        };

    private MessageBody Shape(Message message) =>
        MessageBody.From(message) with
        {
            Html = renderings.Begin(message).Blocks!.Html,
        };

    private IAsyncEnumerable<ServerEvent> Shape<T>(
        HttpContext context,
        IAsyncEnumerable<T> events,
        Func<T, ServerEvent> plain,
        Func<T, FollowEvent?> ofMessage
    )
    {
        if (!IsWanted(context))
            return events.Select(plain);
        var painter = new HtmlPainter(renderings, reader);
        return events.Select(
            (happened, cancellationToken) => painter.PaintAsync(plain(happened), ofMessage(happened), cancellationToken)
        );
    }
}
