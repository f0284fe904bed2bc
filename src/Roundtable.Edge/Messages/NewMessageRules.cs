using System.Globalization;
using Roundtable.Agents;
using Roundtable.Edge.Problems;
using Roundtable.Edge.Requests;
using Roundtable.Edge.Wire;

namespace Roundtable.Edge.Messages;

/// <summary>What a person may say, to whom, and in answer to what.</summary>
internal static class NewMessageRules
{
    public static async ValueTask<NewMessage> CheckAsync(
        ConversationId conversation,
        Body<NewMessageBody> request,
        (UserId Author, AgentDirectory Agents) among,
        IConversationStore store
    )
    {
        var body = request.Value;
        if (body.Content is not { } content)
            throw ProblemException.Invalid("content", "'content' is required; it is a string, and may be empty.");
        return new NewMessage
        {
            AuthorId = among.Author,
            Content = content,
            Agents = body.Agents is { } listed ? AgentList.Check("agents", listed, among.Agents) : null,
            Key = request.Key,
            ReplyTo = body.ReplyTo is { } replyTo ? await FindAsync(conversation, replyTo, store) : null,
        };
    }

    private static async ValueTask<MessageId> FindAsync(ConversationId conversation, string text, IConversationStore store)
    {
        var isOwn = MessageId.TryParse(text, CultureInfo.InvariantCulture, out var id) && id.Conversation == conversation;
        return isOwn && await store.FindMessageAsync(id, CancellationToken.None) is not null
            ? id
            : throw ProblemException.Invalid("replyTo", "'replyTo' must be the id of a message of this conversation.");
    }
}
