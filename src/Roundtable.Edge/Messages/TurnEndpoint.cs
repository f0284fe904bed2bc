using Microsoft.AspNetCore.Http.HttpResults;
using Roundtable.Edge.Access;
using Roundtable.Edge.Problems;
using Roundtable.Edge.Rendering;
using Roundtable.Edge.Requests;
using Roundtable.Edge.Streaming;
using Roundtable.Edge.Wire;

namespace Roundtable.Edge.Messages;

/// <summary><c>POST …/messages</c>: a person says something, and the agents' replies begin.</summary>
internal static class TurnEndpoint
{
    public static async Task<Results<JsonHttpResult<TurnBody>, EventStream>> PostAsync(
        OwnConversation own,
        Body<NewMessageBody> body,
        HttpContext context,
        TurnServices services
    )
    {
        RequireFormat(context);
        // What comes again is answered first: it may ask for agents that are gone by now.
        if (await FindAsync(own.Id, body.Key, services) is { } begun)
            return await AnswerAsync(begun, context, services);
        var message = await NewMessageRules.CheckAsync(own.Id, body, (Caller.Of(context), services.Agents), services.Store);

        // From here on the turn belongs to the server: a caller who leaves neither stops nor tears it.
        return await AnswerAsync(await services.Turns.BeginAsync(own.Id, message, CancellationToken.None), context, services);
    }

    /// <summary><c>POST …/regenerate</c>: the same agent answers the same message again.</summary>
    public static async Task<Results<JsonHttpResult<TurnBody>, EventStream>> RegenerateAsync(
        OwnMessage own,
        HttpContext context,
        TurnServices services
    )
    {
        RequireFormat(context);
        var key = IdempotencyKey.Of(context, []);
        if (await FindAsync(own.Id.Conversation, key, services) is { } begun)
            return await AnswerAsync(begun, context, services);
        try
        {
            var turn = await services.Turns.RegenerateAsync(own.Id, key, CancellationToken.None);
            return await AnswerAsync(turn, context, services);
        }
        catch (ArgumentException exception)
        {
            throw ProblemException.Invalid(OwnMessage.Route, $"{exception.Message} Say something new instead.");
        }
    }

    /// <summary>Of what is answered with events; what is refused must not have begun.</summary>
    private static void RequireFormat(HttpContext context) => HtmlFormat.IsWanted(context);

    /// <summary>What a request with this key began earlier.</summary>
    private static async ValueTask<Turn?> FindAsync(ConversationId id, RequestKey? key, TurnServices services) =>
        key is null ? null : await services.Turns.FindAsync(id, key, CancellationToken.None);

    private static async Task<Results<JsonHttpResult<TurnBody>, EventStream>> AnswerAsync(
        Turn? begun,
        HttpContext context,
        TurnServices services
    )
    {
        var turn = begun ?? throw ProblemException.NotFound();
        IdempotencyKey.Mark(context, turn.IsReplayed);
        if (MediaTypes.WantsEvents(context.Request))
            return new EventStream(
                services.Format.EventsFor(context, services.Follower.FollowAsync(turn, CancellationToken.None))
            );

        var replies = await Task.WhenAll(turn.Replies.Select(reply => ShapeAsync(reply, services.Reader)));
        var shaped = new TurnBody
        {
            Message = MessageBody.From(turn.Message),
            Replies = replies,
            EventCursor = turn.Cursor.ToString(),
        };
        return WireJson.Result(shaped, StatusCodes.Status202Accepted);
    }

    private static async Task<ReplyBody> ShapeAsync(MessageId reply, Reading.MessageReader reader) =>
        new()
        {
            Id = reply.ToString(),
            AgentId = (await reader.ReadAsync(reply, CancellationToken.None))?.AgentId ?? "",
            Stream = $"/api/conversations/{reply.Conversation}/messages/{reply}/stream",
        };
}
