using Microsoft.AspNetCore.Http.HttpResults;
using Roundtable.Cursors;
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
        var (store, turns, agents, follower, reader) = services;
        var message = await NewMessageRules.CheckAsync(own.Id, body.Value, (Caller.Of(context), agents), store);

        // From here on the turn belongs to the server: a caller who leaves neither stops nor tears it.
        var turn = await turns.BeginAsync(own.Id, message, CancellationToken.None) ?? throw ProblemException.NotFound();
        if (MediaTypes.WantsEvents(context.Request))
            return new EventStream(follower.FollowAsync(turn, CancellationToken.None).Select(ServerEvent.Of));

        var replies = await Task.WhenAll(turn.Replies.Select(reply => ShapeAsync(reply, reader)));
        var shaped = new TurnBody
        {
            Message = MessageBody.From(turn.Message),
            Replies = replies,
            EventCursor = ConversationCursor.Of(turn.Conversation).ToString(),
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
