using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Disk;
using Roundtable.Files;
using Roundtable.Files.Journaling;
using Roundtable.Following;
using Roundtable.Reading;
using Roundtable.Recording;

namespace Roundtable.Tests.Doubles;

/// <summary>A file store on a disk that is watched, with all that streams through it.</summary>
internal sealed class StreamHost : IAsyncDisposable
{
    private readonly StoreStreams _streams;

    private StreamHost(FileStore store, ObservedDisk disk, Meter meter, TimeProvider time)
    {
        (Store, Disk, Meter) = (store, disk, meter);
        _streams = new StoreStreams(store, meter, time);
    }

    public FileStore Store { get; }

    public ObservedDisk Disk { get; }

    public Meter Meter { get; }

    public Announcer Announcer => _streams.Announcer;

    /// <summary>The same store; what is written through it is told to followers.</summary>
    public AnnouncedStore Announced => _streams.Announced;

    public MessageCache Cache => _streams.Cache;

    public Recorder Recorder => _streams.Recorder;

    public MessageReader Reader => _streams.Reader;

    public Follower Follower => _streams.Follower;

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
    public Task<FinishReason> RecordAsync(MessageId reply, IAsyncEnumerable<Delta> deltas) => _streams.RecordAsync(reply, deltas);

    /// <summary>A turn in a conversation, with so many agents that answer.</summary>
    public Task<Turn> AskAsync(ConversationId conversation, string question = "Why?", int agents = 1) =>
        _streams.AskAsync(conversation, question, agents);

    /// <summary>A turn whose one reply says this, from beginning to end.</summary>
    public Task<MessageId> AnswerAsync(ConversationId conversation, params IEnumerable<string> deltas) =>
        _streams.AnswerAsync(conversation, deltas);

    public Task<Message> ReadAsync(MessageId id) => _streams.ReadAsync(id);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Meter.Dispose();
    }
}
