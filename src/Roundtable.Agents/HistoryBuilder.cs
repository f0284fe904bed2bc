using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Roundtable.Reading;
using Roundtable.Recording;

namespace Roundtable.Agents;

/// <summary>Chooses what an agent is shown of a conversation. Costs what is shown, however long the conversation is.</summary>
internal sealed class HistoryBuilder(IConversationStore store, MessageReader reader, AgentDirectory agents, ITokenCounter counter)
{
    // A stretch of empty, live or replaced messages fills no budget, and must not be walked for ever either.
    private const int MessagesReadMax = 1_000;
    private const int TokensAroundMessage = 4;
    private const string CutNotice = "\n[The rest of this message is too long to be shown.]";

    /// <summary>
    /// Instructions first, then the newest messages before the question that fit into the agent's budget whole, then the
    /// question; a question larger than the budget keeps its beginning and says that it was cut.
    /// </summary>
    public async Task<IReadOnlyList<ChatMessage>> BuildAsync(ReplyAssignment assignment, CancellationToken cancellationToken)
    {
        var names = new SpeakerNames(store, agents);
        var (agent, question) = (assignment.Agent, assignment.Question);
        var asking = await names.OfAsync(question, cancellationToken).ConfigureAwait(false);
        var (asked, tokens) = Fitting(question, asking, agent.HistoryTokens);

        List<ChatMessage> newestFirst = [asked];
        var room = agent.HistoryTokens - tokens;
        await foreach (var message in BeforeAsync(question.Id, cancellationToken).ConfigureAwait(false))
        {
            var speaker = await names.OfAsync(message, cancellationToken).ConfigureAwait(false);
            room -= CostOf(message, speaker);
            if (room < 0)
                break;
            newestFirst.Add(Said(message, speaker, agent));
        }

        newestFirst.Add(new ChatMessage(ChatRole.System, Briefing.For(assignment, asking)));
        newestFirst.Reverse();
        return newestFirst;
    }

    /// <summary>Newest first; without replies that still stream, replies that another one replaces, and silence.</summary>
    private async IAsyncEnumerable<Message> BeforeAsync(
        MessageId question,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var replaced = new HashSet<MessageId>();
        var oldest = Math.Max(1, question.Number - MessagesReadMax);
        for (var number = question.Number - 1; number >= oldest; number--)
        {
            var id = new MessageId(question.Conversation, number);
            var message = await reader.ReadAsync(id, cancellationToken).ConfigureAwait(false);
            if (message?.Replaces is { } older)
                replaced.Add(older);
            if (message is { Status: MessageStatus.Complete } && !replaced.Contains(id) && !IsSilent(message))
                yield return message;
        }
    }

    private static bool IsSilent(Message message) => string.IsNullOrWhiteSpace(message.Content);

    private static ChatMessage Said(Message message, string speaker, Agent agent) =>
        message.AgentId == agent.Id ? new ChatMessage(ChatRole.Assistant, message.Content) : Said(message.Content, speaker);

    private static ChatMessage Said(string content, string speaker) =>
        new(ChatRole.User, SpokenText.Prefix(speaker) + content) { AuthorName = speaker };

    private (ChatMessage Said, int Tokens) Fitting(Message question, string speaker, int tokensMax)
    {
        var tokens = CostOf(question, speaker);
        if (tokens <= tokensMax)
            return (Said(question.Content, speaker), tokens);

        var around = tokens - question.TokenCount + counter.Count(CutNotice);
        var beginning = counter.Fit(question.Content, Math.Max(1, tokensMax - around));
        return (Said(question.Content[..beginning.Length] + CutNotice, speaker), tokensMax);
    }

    private int CostOf(Message message, string speaker) =>
        message.TokenCount + counter.Count(SpokenText.Prefix(speaker)) + TokensAroundMessage;
}
