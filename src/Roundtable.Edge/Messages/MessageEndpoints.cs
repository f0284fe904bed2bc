using Microsoft.AspNetCore.Http.HttpResults;
using Roundtable.Agents;
using Roundtable.Cursors;
using Roundtable.Edge.Access;
using Roundtable.Edge.Problems;
using Roundtable.Edge.Streaming;
using Roundtable.Edge.Wire;
using Roundtable.Following;
using Roundtable.Reading;

namespace Roundtable.Edge.Messages;

/// <summary>The messages of a conversation: in pages, one by one, and as they are written.</summary>
internal static class MessageEndpoints
{
    public static async Task<MessageListResult> PageAsync(
        OwnConversation own,
        HttpContext context,
        MessageReading reading,
        CancellationToken cancellationToken
    )
    {
        var (store, reader, format) = reading;
        var (request, shape) = (MessagePageRequest.Of(context, own.Id), format.MessagesFor(context));
        var found = await store.FindConversationAsync(own.Id, cancellationToken) ?? throw ProblemException.NotFound();
        if (request.Around > found.MessageCount)
            throw ProblemException.NotFound();

        var range = request.Select(found.MessageCount);
        return await MessageListResult.OfAsync(
            new MessagePageBody
            {
                Items = AsyncEnumerable.Empty<MessageBody>(),
                NextCursor = CursorFrom(found, range, isBackwards: false),
                PreviousCursor = CursorFrom(found, range, isBackwards: true),
                EventCursor = ConversationCursor.Of(found).ToString(),
            },
            "\"items\":[]"u8.ToArray(),
            reader.ReadAsync(found, range.Numbers(), cancellationToken).Select(shape)
        );
    }

    public static async Task<MessageResult> GetAsync(
        OwnMessage own,
        HttpContext context,
        MessageReading reading,
        CancellationToken cancellationToken
    )
    {
        var shape = reading.Format.MessagesFor(context);
        return await reading.Reader.ReadAsync(own.Id, cancellationToken) is { } message
            ? new MessageResult(shape(message))
            : throw ProblemException.NotFound();
    }

    /// <summary>Ends a reply; one that has ended stays as it is.</summary>
    public static async Task<JsonHttpResult<MessageBody>> CancelAsync(
        OwnMessage own,
        MessageReader reader,
        IConversationStore store,
        Turns turns
    )
    {
        if (await store.FindMessageAsync(own.Id, CancellationToken.None) is null)
            throw ProblemException.NotFound();
        // One that has no writer yet ends here, and its writer finds it ended.
        if (!turns.Cancel(own.Id))
            await store.EndMessageAsync(own.Id, new MessageEnd(FinishReason.Cancelled), CancellationToken.None);
        var message = await reader.ReadAsync(own.Id, CancellationToken.None) ?? throw ProblemException.NotFound();
        return WireJson.Result(MessageBody.WithoutContent(message), StatusCodes.Status202Accepted);
    }

    public static async Task<Results<EventStream, NoContent>> StreamAsync(
        OwnMessage own,
        HttpContext context,
        MessageReading reading,
        Follower follower,
        CancellationToken cancellationToken
    )
    {
        var resume = ResumePoint.Of(context, own.Id);
        var events = reading.Format.EventsFor(context, follower.FollowAsync(own.Id, resume.Start, CancellationToken.None));
        var message = await reading.Reader.ReadAsync(own.Id, cancellationToken) ?? throw ProblemException.NotFound();
        if (resume.IsPast(message))
            return TypedResults.NoContent();
        return new EventStream(events);
    }

    private static string? CursorFrom(Conversation conversation, NumberRange range, bool isBackwards)
    {
        var edge = isBackwards ? range.Edges.First : range.Edges.Last;
        var end = range.IsDescending == isBackwards ? conversation.MessageCount : 1;
        return range.IsEmpty || edge == end
            ? null
            : new MessagePageCursor(conversation.Id, range.IsDescending, edge, isBackwards).ToString();
    }
}
