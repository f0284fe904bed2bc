using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Roundtable.Agents;
using Roundtable.Files;
using Roundtable.Following;
using Roundtable.Reading;
using Roundtable.Recording;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Agents;

/// <summary>A conversation of Ada's in a real store, and agents whose models are scripted: Owl, Fox and Bee.</summary>
internal sealed class TableFixture : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Meter _meter = new("tests");

    private TableFixture(FileStore store, ModelServer models)
    {
        Store = store;
        var time = TimeProvider.System;
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddFakeLogging());
        services.AddSingleton<TimeProvider>(time).AddSingleton(Options(models));
        services.AddSingleton<IConversationStore>(provider => new AnnouncedStore(
            store,
            provider.GetRequiredService<Announcer>()
        ));
        services.AddSingleton<ITokenCounter>(ModelStreamFixture.Counter).AddSingleton(new MessageCache());
        services.AddSingleton(new ReadingMetrics(_meter)).AddSingleton<MessageReader>().AddSingleton<Announcer>();
        services.AddSingleton(
            new Cutting(ModelStreamFixture.Counter, new StreamingOptions(), time, new RecordingMetrics(_meter))
        );
        services.AddSingleton<Recorder>().AddSingleton<Follower>().AddRoundtableAgents();
        _services = services.BuildServiceProvider();
    }

    public FileStore Store { get; }

    public ConversationId Conversation { get; private set; }

    public Turns Turns => _services.GetRequiredService<Turns>();

    public FakeLogCollector Log => _services.GetFakeLogCollector();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TableFixture> StartAsync(string folder, ModelServer models, params string[] participants)
    {
        var options = new FileStoreOptions { Folder = folder, Durability = Durability.ProcessOnlyLossyOnPowerCut };
        using var meter = new Meter("store");
        var logger = new FakeLogger<FileStore>();
        var table = new TableFixture(await FileStore.OpenAsync(options, meter, TimeProvider.System, logger, Token), models);
        var ada = await table.Store.AddUserAsync("Ada", Token);
        table.Conversation = await table.CreateAsync(ada.Id, participants);
        return table;
    }

    /// <summary>A turn of Ada's, begun.</summary>
    public async Task<Turn> BeginAsync(string content, params string[]? agents)
    {
        var message = new NewMessage
        {
            AuthorId = Conversation.User,
            Content = content,
            Agents = agents is { Length: > 0 } ? agents : null,
        };
        var turn = await Turns.BeginAsync(Conversation, message, Token);
        return Assert.IsType<Turn>(turn);
    }

    /// <summary>A turn of Ada's to its end: the replies.</summary>
    public async Task<IReadOnlyList<Message>> PlayAsync(string content, params string[]? agents)
    {
        var turn = await BeginAsync(content, agents);
        List<Message> replies = [];
        foreach (var reply in turn.Replies)
            replies.Add(await EndOfAsync(reply));
        return replies;
    }

    /// <summary>The message when it has ended.</summary>
    public async Task<Message> EndOfAsync(MessageId id)
    {
        var events = _services.GetRequiredService<Follower>().FollowAsync(id, FollowStart.Snapshot, Token);
        await foreach (var shown in events)
        {
            if (shown is MessageEnded)
                break;
        }

        return Assert.IsType<Message>(await _services.GetRequiredService<MessageReader>().ReadAsync(id, Token));
    }

    /// <summary>Waits until somebody sees this much of an open message.</summary>
    public async Task SeeAsync(MessageId id, int length)
    {
        var events = _services.GetRequiredService<Follower>().FollowAsync(id, FollowStart.At(0), Token);
        await foreach (var shown in events)
        {
            if (shown is BundleShown bundle && bundle.Offset + bundle.Tokens.Length >= length)
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Turns.StopAsync(TimeSpan.Zero);
        await Store.DisposeAsync();
        await _services.DisposeAsync();
        _meter.Dispose();
    }

    private async Task<ConversationId> CreateAsync(UserId owner, string[] participants)
    {
        var facts = new ConversationFacts { Title = "Test", Participants = participants };
        var created = await Store.CreateConversationAsync(owner, facts, Token);
        return Assert.IsType<Conversation>(created).Id;
    }

    private static AgentsOptions Options(ModelServer models) =>
        new()
        {
            Agents = [Scripted("owl", "Owl", "Hoot."), Scripted("fox", "Fox", ""), Scripted("bee", "Bee", "", 100)],
            Providers =
            {
                ["scripted"] = new() { Endpoint = models.Endpoint, RetryDelay = TimeSpan.FromMilliseconds(1) },
            },
        };

    private static AgentOptions Scripted(string id, string name, string instructions, int historyTokens = 8_000) =>
        new()
        {
            Id = id,
            Name = name,
            Provider = "scripted",
            Model = id,
            Instructions = instructions,
            HistoryTokens = historyTokens,
        };
}
