using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Sqlite;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Databases;

/// <summary>A database with something of everything in it, closed.</summary>
internal sealed class DatabaseFixture : IDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly Meter _meter = new("Roundtable.Tests");

    public DatabaseSandbox Sandbox { get; } = new();

    public string File => Sandbox.File;

    public static async Task<DatabaseFixture> CreateAsync()
    {
        var fixture = new DatabaseFixture();
        await using var store = await fixture.OpenAsync();
        var user = await store.AddUserAsync("Ada", Never);
        var rome = (await store.CreateConversationAsync(user.Id, new ConversationFacts { Title = "Trip to Rome" }, Never))!.Id;
        await store.ChangeConversationAsync(rome, new ConversationFacts { Title = "A week in Rome" }, user.Id, null, Never);
        var reply = await AskAsync(store, rome, "Where is the Forum Romanum?");
        await store.AppendBundleAsync(Bundles.Of(reply, "Between the Capitol ", closes: true), Never);
        await store.AppendBundleAsync(Bundles.Of(reply, "and the Palatine.", offset: 20, seq: 2), Never);
        await store.EndMessageAsync(reply, new MessageEnd(FinishReason.Stop), Never);
        var long1 = await AskAsync(store, rome, string.Join(' ', Enumerable.Range(0, 4_000).Select(i => $"word{i}")));
        await store.EndMessageAsync(long1, new MessageEnd(FinishReason.Error, new MessageError("provider", "It failed.")), Never);
        return fixture;
    }

    /// <summary>As little as has a row in most tables, in pages of 512 bytes: some 100 of them.</summary>
    public static async Task<DatabaseFixture> CreateSmallAsync()
    {
        var fixture = new DatabaseFixture();
        await using (var store = await fixture.OpenAsync())
        {
            var user = await store.AddUserAsync("Ada", Never);
            var facts = new ConversationFacts { Title = "Trip to Rome" };
            var key = RequestKey.Of("POST", "once", []);
            var rome = (await store.CreateConversationAsync(user.Id, facts, key, Never))!.Conversation.Id;
            await store.ChangeConversationAsync(rome, facts with { Title = "A week in Rome" }, user.Id, null, Never);
            var reply = await AskAsync(store, rome, "Where is the Forum Romanum?");
            await store.AppendBundleAsync(Bundles.Of(reply, "Between the Capitol ", closes: true), Never);
            await store.AppendBundleAsync(Bundles.Of(reply, "and the Palatine.", offset: 20, seq: 2), Never);
            await store.EndMessageAsync(reply, new MessageEnd(FinishReason.Stop), Never);
            var gone = (await store.CreateConversationAsync(user.Id, facts, Never))!.Id;
            await store.DeleteConversationAsync(gone, user.Id, Never);
        }

        new UserDatabase(fixture.File, TimeProvider.System).AddKey(new UserId(1));
        SqliteShell.Run(fixture.File, "pragma journal_mode = delete; pragma page_size = 512; vacuum; pragma journal_mode = wal;");
        return fixture;
    }

    public Task<SqliteStore> OpenAsync() =>
        SqliteStore.OpenAsync(
            new SqliteStoreOptions { File = File },
            _meter,
            TimeProvider.System,
            NullLogger<SqliteStore>.Instance,
            Never
        );

    public static async Task<MessageId> AskAsync(SqliteStore store, ConversationId id, string text)
    {
        var turn = new NewTurn
        {
            AuthorId = id.User,
            Content = text,
            TokenCount = 1,
            Replies = [new NewReply("sage", "m", RoutedBy.Mention)],
        };
        return (await store.BeginTurnAsync(id, turn, Never))!.Replies[0];
    }

    public void Dispose()
    {
        _meter.Dispose();
        Sandbox.Dispose();
    }
}
