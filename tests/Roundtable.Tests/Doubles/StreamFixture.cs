using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Roundtable.Files;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Doubles;

/// <summary>
/// Streams with persistence: a sandboxed data folder with one user and one conversation, an open store on it, and what it
/// takes to stop it, start it, and look at what a crash would leave. Every folder is judged in the end, the crashed ones too.
/// </summary>
internal sealed class StreamFixture : IAsyncDisposable
{
    private readonly List<StreamHost> _hosts = [];
    private readonly FileStoreOptions _options;
    private int _images;

    private StreamFixture(Func<string, FileStoreOptions>? options) =>
        _options = options?.Invoke(Sandbox.Data) ?? Small(Sandbox.Data);

    public FolderSandbox Sandbox { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 2, 0, 0, TimeSpan.Zero));

    public StreamHost Host { get; private set; } = null!;

    public FileStore Store => Host.Store;

    public ILogger? Logger { get; init; }

    public static UserId User { get; } = new(1);

    public static ConversationId Conversation { get; } = new(User, 1);

    public static async Task<StreamFixture> OpenAsync(Func<string, FileStoreOptions>? options = null, ILogger? logger = null)
    {
        var fixture = new StreamFixture(options) { Logger = logger };
        await fixture.StartAsync();
        await fixture.Store.AddUserAsync("Ada", CancellationToken.None);
        var facts = new ConversationFacts { Title = "Reise nach Köln" };
        await fixture.Store.CreateConversationAsync(User, facts, CancellationToken.None);
        return fixture;
    }

    /// <summary>Small segments, and no checkpoint unless a segment is full.</summary>
    public static FileStoreOptions Small(string folder) =>
        new()
        {
            Folder = folder,
            SegmentSizeBytes = 64 * 1024,
            CheckpointInterval = TimeSpan.FromHours(1),
        };

    public async Task StartAsync() => _hosts.Add(Host = await StreamHost.OpenAsync(_options, Time, logger: Logger));

    public async Task StopAsync()
    {
        await Host.DisposeAsync();
        _hosts.Remove(Host);
    }

    /// <summary>A clean stop and a start.</summary>
    public async Task ReopenAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>A copy of the folder as it is on disk at this moment, as a SIGKILL would leave it.</summary>
    public string Photograph() => Photograph(() => 0).Folder;

    /// <summary>The same, with what the test knows to have been acknowledged before.</summary>
    public (string Folder, T Known) Photograph<T>(Func<T> acknowledged)
    {
        var image = Path.Combine(Sandbox.Root, $"image-{++_images}");
        return (image, Host.Disk.Photograph(Sandbox.Data, image, acknowledged));
    }

    /// <summary>Opens a store on such a copy.</summary>
    public async Task<StreamHost> OpenImageAsync(string image)
    {
        var host = await StreamHost.OpenAsync(
            new FileStoreOptions
            {
                Folder = image,
                SegmentSizeBytes = _options.SegmentSizeBytes,
                CheckpointInterval = _options.CheckpointInterval,
            },
            Time,
            logger: Logger
        );
        _hosts.Add(host);
        return host;
    }

    /// <summary>A store as it comes up after a SIGKILL at this moment; the running one goes on.</summary>
    public Task<StreamHost> CrashAsync() => OpenImageAsync(Photograph());

    /// <summary>Closes an opened image, and judges what it leaves behind.</summary>
    public async Task CloseAsync(StreamHost host, string image)
    {
        _hosts.Remove(host);
        await host.DisposeAsync();
        // What recovery keeps for people to look at.
        var aside = Directory.Exists(Path.Combine(image, "aside")) ? new HashSet<string> { "aside" } : [];
        Assert.Empty(new FolderInspection(image, aside, new HashSet<string>()).Violations());
        Directory.Delete(image, recursive: true);
    }

    public string PathOf(MessageId message, int? seq = null) => Sandbox.PathOf(NameOf(message, seq));

    /// <summary>The path below the data folder of a message's file or of one of its chunks.</summary>
    public static string NameOf(MessageId message, int? seq = null) =>
        $"users/{message.Conversation.User}/data/conversations/messages/{message}{(seq is { } number ? $"-{number:D3}" : "")}.json";

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var host in _hosts)
                await host.DisposeAsync();
        }
        finally
        {
            await Sandbox.DisposeAsync();
        }
    }
}
