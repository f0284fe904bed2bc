using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Following;
using Roundtable.Reading;
using Roundtable.Recording;

namespace Roundtable.Tests.Doubles;

/// <summary>All that streams through a store of any kind: recorder, reader, follower, wired as the product wires them.</summary>
internal sealed class StoreStreams
{
    private readonly IConversationStore _store;

    public StoreStreams(IConversationStore store, Meter meter, TimeProvider time)
    {
        _store = store;
        var cutting = new Cutting(new CodePointCounter(), new StreamingOptions(), time, new RecordingMetrics(meter));
        Announced = new AnnouncedStore(store, Announcer);
        Recorder = new Recorder(Announced, cutting, NullLogger<Recorder>.Instance);
        Reader = new MessageReader(store, Cache, new ReadingMetrics(meter), time);
        Follower = new Follower(store, Reader, Announcer, cutting.Counter);
        TurnFollower = new TurnFollower(Reader, Follower);
    }

    public Announcer Announcer { get; } = new();

    /// <summary>The same store; what is written through it is told to followers.</summary>
    public AnnouncedStore Announced { get; }

    public MessageCache Cache { get; } = new();

    public Recorder Recorder { get; }

    public MessageReader Reader { get; }

    public Follower Follower { get; }

    public TurnFollower TurnFollower { get; }

    /// <summary>Records deltas as one open reply.</summary>
    public Task<FinishReason> RecordAsync(MessageId reply, IAsyncEnumerable<Delta> deltas) =>
        Recorder.RecordAsync(reply, deltas, CancellationToken.None, CancellationToken.None);

    /// <summary>A turn in a conversation, with so many agents that answer.</summary>
    public async Task<Turn> AskAsync(ConversationId conversation, string question = "Why?", int agents = 1)
    {
        var turn = new NewTurn
        {
            AuthorId = conversation.User,
            Content = question,
            TokenCount = question.Length,
            Replies = [.. Enumerable.Range(1, agents).Select(agent => new NewReply($"agent-{agent}", "m", RoutedBy.List))],
        };
        return (await _store.BeginTurnAsync(conversation, turn, CancellationToken.None))!;
    }

    /// <summary>A turn whose one reply says this, from beginning to end.</summary>
    public async Task<MessageId> AnswerAsync(ConversationId conversation, params IEnumerable<string> deltas)
    {
        var reply = (await AskAsync(conversation)).Replies[0];
        await RecordAsync(reply, ScriptedSource.Saying(deltas));
        return reply;
    }

    public async Task<Message> ReadAsync(MessageId id) => (await Reader.ReadAsync(id, CancellationToken.None))!;
}
