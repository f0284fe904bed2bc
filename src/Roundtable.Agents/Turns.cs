using System.Text;
using Roundtable.Recording;

namespace Roundtable.Agents;

/// <summary>Begins turns: a person's message, and the replies it asks for, which then write themselves.</summary>
public sealed class Turns
{
    private readonly IConversationStore _store;
    private readonly AgentDirectory _agents;
    private readonly ITokenCounter _counter;
    private readonly Replies _replies;

    internal Turns(IConversationStore store, AgentDirectory agents, ITokenCounter counter, Replies replies) =>
        (_store, _agents, _counter, _replies) = (store, agents, counter, replies);

    /// <summary>
    /// Stores the message and opens its replies in one step, then asks the agents side by side. Null when there is no such
    /// conversation. Cancelling stops the waiting: the turn may have begun all the same, and then goes on.
    /// </summary>
    /// <exception cref="UnknownAgentException">The message asks an agent that is not configured.</exception>
    /// <exception cref="TooManyRepliesException">Too many replies would be open in the conversation.</exception>
    /// <exception cref="ArgumentException">The message it answers is not in the conversation.</exception>
    /// <exception cref="StorageUnavailableException">Storage cannot write.</exception>
    /// <exception cref="ShuttingDownException"><see cref="StopAsync"/> was called.</exception>
    public Task<Turn?> BeginAsync(ConversationId id, NewMessage message, CancellationToken cancellationToken)
    {
        if (!_replies.Work.TryEnter())
            throw new ShuttingDownException();
        return BeginAsync(id, message).WaitAsync(cancellationToken);
    }

    /// <summary>Ends a reply <see cref="FinishReason.Cancelled"/>; false when it is not being written here.</summary>
    public bool Cancel(MessageId reply) => _replies.Cancel(reply);

    /// <summary>Begins no new turn, gives running replies this long, then ends them <see cref="FinishReason.Interrupted"/>.</summary>
    /// <returns>Complete when every reply has ended.</returns>
    public Task StopAsync(TimeSpan drain) => _replies.StopAsync(drain);

    // Takes no token: openings that are stored must get their writers, even when the request has gone meanwhile.
    private async Task<Turn?> BeginAsync(ConversationId id, NewMessage message)
    {
        try
        {
            var found = await _store.FindConversationAsync(id, CancellationToken.None).ConfigureAwait(false);
            if (found is null)
                return null;

            var content = WellFormed(message.Content);
            var routes = Routing.Decide(_agents, content, message.Agents, found.Participants);
            var newTurn = new NewTurn
            {
                AuthorId = message.AuthorId,
                Content = content,
                TokenCount = _counter.Count(content),
                ReplyTo = message.ReplyTo,
                Replies = [.. routes.Select(route => new NewReply(route.Agent.Id, route.Agent.Model, route.RoutedBy))],
            };
            var turn = await _store.BeginTurnAsync(id, newTurn, CancellationToken.None).ConfigureAwait(false);
            if (turn is not null)
                Start(turn, routes);
            return turn;
        }
        finally
        {
            _replies.Work.Leave();
        }
    }

    private void Start(Turn turn, IReadOnlyList<Route> routes)
    {
        var present = turn.Conversation.Participants.Select(_agents.Find).OfType<Agent>();
        Agent[] there = [.. present.Concat(routes.Select(route => route.Agent)).Distinct()];
        foreach (var (route, reply) in routes.Zip(turn.Replies))
        {
            Agent[] others = [.. there.Where(agent => agent.Id != route.Agent.Id)];
            _replies.Start(new ReplyAssignment(route.Agent, reply, turn.Message, others));
        }
    }

    private static string WellFormed(string content) =>
        content.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0
            ? content
            : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(content));
}
