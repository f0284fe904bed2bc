using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Files;
using Roundtable.Files.Disk;
using Roundtable.Files.Journaling;
using Roundtable.Following;
using Roundtable.Reading;
using Roundtable.Recording;

namespace Roundtable.Tests.Doubles;

/// <summary>A file store with all that streams through it: recorder, reader, follower, wired as the product wires them.</summary>
internal sealed class StreamHost : IAsyncDisposable
{
    private StreamHost(FileStore store, ObservedDisk disk, Meter meter, TimeProvider time)
    {
        (Store, Disk, Meter) = (store, disk, meter);
        var cutting = new Cutting(new CodePointCounter(), new StreamingOptions(), time, new RecordingMetrics(meter));
        Announced = new AnnouncedStore(store, Announcer);
        Recorder = new Recorder(Announced, cutting, NullLogger<Recorder>.Instance);
        Reader = new MessageReader(store, Cache, new ReadingMetrics(meter), time);
        Follower = new Follower(store, Reader, Announcer, cutting.Counter);
        TurnFollower = new TurnFollower(Reader, Follower);
    }

    public FileStore Store { get; }

    public ObservedDisk Disk { get; }

    public Meter Meter { get; }

    public Announcer Announcer { get; } = new();

    /// <summary>The same store; what is written through it is told to followers.</summary>
    public AnnouncedStore Announced { get; }

    public MessageCache Cache { get; } = new();

    public Recorder Recorder { get; }

    public MessageReader Reader { get; }

    public Follower Follower { get; }

    public TurnFollower TurnFollower { get; }

    public static async Task<StreamHost> OpenAsync(
        FileStoreOptions options,
        TimeProvider time,
        ObservedDisk? disk = null,
        ILogger? logger = null
    )
    {
        var meter = new Meter("Roundtable.Tests");
        disk ??= new ObservedDisk(new LinuxDisk());
        var setup = new JournalSetup(options, disk, new FileStoreMetrics(meter), logger ?? NullLogger.Instance);
        var store = await FileStoreOpening.OpenAsync(setup, time, CancellationToken.None);
        return new StreamHost(store, disk, meter, time);
    }

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
        return (await Store.BeginTurnAsync(conversation, turn, CancellationToken.None))!;
    }

    /// <summary>A turn whose one reply says this, from beginning to end.</summary>
    public async Task<MessageId> AnswerAsync(ConversationId conversation, params IEnumerable<string> deltas)
    {
        var reply = (await AskAsync(conversation)).Replies[0];
        await RecordAsync(reply, ScriptedSource.Saying(deltas));
        return reply;
    }

    public async Task<Message> ReadAsync(MessageId id) => (await Reader.ReadAsync(id, CancellationToken.None))!;

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Meter.Dispose();
    }
}
