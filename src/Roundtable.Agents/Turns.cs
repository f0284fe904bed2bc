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

    /// <summary>
    /// The turn that a request with this key began in a conversation; null when there is none. It is found also when an agent
    /// that it asked is not configured any more.
    /// </summary>
    /// <exception cref="RequestKeyConflictException">The key was used for another request.</exception>
    public ValueTask<Turn?> FindAsync(ConversationId id, RequestKey key, CancellationToken cancellationToken)
    {
        var nothing = new NewTurn
        {
            AuthorId = id.User,
            Content = "",
            TokenCount = 0,
            Key = key with { IsReplayOnly = true },
        };
        return _store.BeginTurnAsync(id, nothing, cancellationToken);
    }

    /// <summary>
    /// Asks the same agent again: a new reply that replaces one that has ended, which stays readable. Null when there is no
    /// such message. Cancelling stops the waiting: the reply may have begun all the same, and then goes on.
    /// </summary>
    /// <param name="key">Tells the request when it comes again; null: each time anew.</param>
    /// <exception cref="UnknownAgentException">Who gave the reply is not configured any more.</exception>
    /// <exception cref="MessageOpenException">The reply is still being written.</exception>
    /// <exception cref="TooManyRepliesException">Too many replies would be open in the conversation.</exception>
    /// <exception cref="ArgumentException">It is a user's message, or it is not known what it answers.</exception>
    /// <exception cref="StorageUnavailableException">Storage cannot write.</exception>
    /// <exception cref="ShuttingDownException"><see cref="StopAsync"/> was called.</exception>
    public Task<Turn?> RegenerateAsync(MessageId reply, RequestKey? key, CancellationToken cancellationToken)
    {
        if (!_replies.Work.TryEnter())
            throw new ShuttingDownException();
        return RegenerateAsync(reply, key).WaitAsync(cancellationToken);
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
            using var span = Telemetry.Source.StartActivity("roundtable.turn")?.SetTag("roundtable.conversation.id", id);
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
                Key = message.Key,
                Replies = [.. routes.Select(route => new NewReply(route.Agent.Id, route.Agent.Model, route.RoutedBy))],
            };
            var turn = await _store.BeginTurnAsync(id, newTurn, CancellationToken.None).ConfigureAwait(false);
            Start(turn, routes);
            return turn;
        }
        finally
        {
            _replies.Work.Leave();
        }
    }

    private async Task<Turn?> RegenerateAsync(MessageId id, RequestKey? key)
    {
        try
        {
            using var span = Telemetry
                .Source.StartActivity("roundtable.turn")
                ?.SetTag("roundtable.conversation.id", id.Conversation);
            var first = await _store
                .ReadChunksAsync(id, seqFrom: 0, CancellationToken.None)
                .Where(reading => reading.Chunk is not null)
                .Select(reading => reading.Chunk)
                .FirstOrDefaultAsync(CancellationToken.None)
                .ConfigureAwait(false);
            if (first is null)
                return null;
            if (first.AgentId is not { } agentId)
                throw new ArgumentException($"Message {id} is a user's; only a reply can be regenerated.");
            var route = new Route(
                _agents.Find(agentId) ?? throw new UnknownAgentException(agentId),
                first.RoutedBy ?? RoutedBy.Default
            );
            var reply = new NewReply(route.Agent.Id, route.Agent.Model, route.RoutedBy);
            var turn = await _store.ReplaceReplyAsync(id, reply, key, CancellationToken.None).ConfigureAwait(false);
            Start(turn, [route]);
            return turn;
        }
        finally
        {
            _replies.Work.Leave();
        }
    }

    /// <summary>Starts the writers, unless the turn was begun before, and has them or has ended.</summary>
    private void Start(Turn? turn, IReadOnlyList<Route> routes)
    {
        if (turn is null or { IsReplayed: true })
            return;
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
