using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Agents;
using Roundtable.Bench.Filling;
using Roundtable.Bench.Stores;
using Roundtable.Files;
using Roundtable.Files.Journaling;
using Roundtable.Following;
using Roundtable.Reading;
using Roundtable.Recording;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Costs;

/// <summary>
/// A store whose disk counts, with recorder and follower wired as the product wires them, over a sandbox. It does not flush,
/// which changes no count but its own, and makes thousands of turns quick.
/// </summary>
internal sealed class CountedStore : IAsyncDisposable
{
    private readonly Meter _meter = new("Roundtable.Tests");

    private CountedStore(FileStore store, CountingDisk disk)
    {
        (Store, Disk) = (store, disk);
        var counter = new O200kTokenCounter();
        Announced = new AnnouncedStore(store, Announcer);
        var cutting = new Cutting(counter, new StreamingOptions(), TimeProvider.System, new RecordingMetrics(_meter));
        Recorder = new Recorder(Announced, cutting, NullLogger<Recorder>.Instance);
        var reader = new MessageReader(Announced, new MessageCache(), new ReadingMetrics(_meter), TimeProvider.System);
        Follower = new Follower(Announced, reader, Announcer, counter);
        ConversationFollower = new ConversationFollower(Announced, reader, Announcer, counter);
        Filler = new StoreFiller(Announced);
    }

    public FileStore Store { get; }

    public CountingDisk Disk { get; }

    public AnnouncedStore Announced { get; }

    public Announcer Announcer { get; } = new();

    public Recorder Recorder { get; }

    public Follower Follower { get; }

    public ConversationFollower ConversationFollower { get; }

    public StoreFiller Filler { get; }

    public ConversationId Conversation { get; private set; }

    /// <summary>Journal and files; not the zeros that segments are filled with before their use.</summary>
    public long WrittenBytes => Disk.JournalBytes + Disk.FileBytes;

    /// <summary>A new one, with a user and a conversation.</summary>
    public static async Task<CountedStore> OpenAsync(FolderSandbox sandbox)
    {
        var store = await OpenAgainAsync(sandbox);
        var user = await store.Store.AddUserAsync("Ada", CancellationToken.None);
        store.Conversation = await store.Filler.CreateAsync(user.Id, "Counted");
        return store;
    }

    /// <summary>One that is there already, counted from its opening on.</summary>
    public static async Task<CountedStore> OpenAgainAsync(FolderSandbox sandbox)
    {
        var options = new FileStoreOptions
        {
            Folder = sandbox.Data,
            Durability = Durability.ProcessOnlyLossyOnPowerCut,
            SealAfter = null,
            CheckpointInterval = TimeSpan.FromHours(1),
        };
        var disk = new CountingDisk();
        var setup = new JournalSetup(options, disk, new FileStoreMetrics(new Meter("Roundtable.Tests")), NullLogger.Instance);
        return new CountedStore(await FileStoreOpening.OpenAsync(setup, TimeProvider.System, CancellationToken.None), disk);
    }

    /// <summary>Waits until all that is in the journal is in files, too.</summary>
    public Task NameFilesAsync()
    {
        var named = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Store.Machinery.Files.AddBarrier(named.SetResult);
        return named.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _meter.Dispose();
    }
}
