using Microsoft.AspNetCore.Http.HttpResults;
using Roundtable.Edge.Access;
using Roundtable.Edge.Problems;
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
        if (await services.Store.FindMessageAsync(own.Id, CancellationToken.None) is { Role: MessageRole.User })
            throw ProblemException.Invalid(OwnMessage.Route, "Only a reply can be regenerated; this is a person's message.");
        var key = IdempotencyKey.Of(context, []);
        return await AnswerAsync(await services.Turns.RegenerateAsync(own.Id, key, CancellationToken.None), context, services);
    }

    private static async Task<Results<JsonHttpResult<TurnBody>, EventStream>> AnswerAsync(
        Turn? begun,
        HttpContext context,
        TurnServices services
    )
    {
        var turn = begun ?? throw ProblemException.NotFound();
        IdempotencyKey.Mark(context, turn.IsReplayed);
        if (MediaTypes.WantsEvents(context.Request))
            return new EventStream(services.Follower.FollowAsync(turn, CancellationToken.None).Select(ServerEvent.Of));

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
