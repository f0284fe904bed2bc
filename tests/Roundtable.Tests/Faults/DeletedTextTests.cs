using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Sqlite;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Faults;

/// <summary>
/// Deleted text leaves the database and its log, while it is open and afterwards. Looked for by another process: whoever opens
/// the file beside SQLite in this one would take its locks away.
/// </summary>
public sealed class DeletedTextTests : IDisposable
{
    private const string Secret = "xylophone-quagmire";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly DatabaseSandbox _sandbox = new();
    private readonly Meter _meter = new("Roundtable.Tests");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _meter.Dispose();
        _sandbox.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    public async Task Deleted_text_leaves_the_file_while_it_is_open_and_stays_away(int turns)
    {
        ConversationId id;
        await using (var store = await OpenAsync())
        {
            id = await SayAsync(store, turns);
            Assert.True(await IsFoundAsync());
            Assert.True(await store.DeleteConversationAsync(id, id.User, Cancelled));
            await AssertGoneAsync();
        }

        Assert.False(await IsFoundAsync());
        await using var again = await OpenAsync();
        Assert.Null(await again.FindConversationAsync(id, Cancelled));
    }

    /// <summary>
    /// Messages of all sizes side by side, most of which go, some while others come: pages are split and joined, and a row that
    /// moves leaves a copy where it was.
    /// </summary>
    [Fact]
    public async Task Nothing_is_left_between_the_rows_of_those_who_stay()
    {
        var random = new Random(7);
        await using (var store = await OpenAsync())
        {
            var user = await store.AddUserAsync("Ada", Cancelled);
            for (var round = 0; round < 4; round++)
            {
                var ids = new List<ConversationId>();
                for (var i = 0; i < 24; i++)
                    ids.Add((await store.CreateConversationAsync(user.Id, new ConversationFacts(), Cancelled))!.Id);
                for (var i = 0; i < 300; i++)
                    await AskAsync(store, ids[random.Next(ids.Count)], random.Next(1, 60));
                foreach (var id in ids.Where(IsSecret))
                    await store.DeleteConversationAsync(id, user.Id, Cancelled);
            }

            await AssertGoneAsync();
            await AskAsync(store, new ConversationId(user.Id, 4), 1);
        }

        Assert.False(await IsFoundAsync());
    }

    [Fact]
    public async Task Nobody_waits_for_somebody_who_reads_an_older_state_and_the_text_goes_once_they_leave()
    {
        await using var store = await OpenAsync();
        var id = await SayAsync(store, turns: 3);
        using (var reader = Roundtable.Sqlite.Engine.Database.OpenToRead(_sandbox.File))
        {
            reader.BeginReading();
            Assert.Equal("1", reader.Ask("select count(*) from conversation"));
            await store.DeleteConversationAsync(id, id.User, Cancelled);
            var begun = TimeProvider.System.GetTimestamp();
            // Each of them would wait for five seconds.
            for (var i = 0; i < 20; i++)
                await store.CreateConversationAsync(id.User, new ConversationFacts(), Cancelled);
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, "Somebody waited for the reader.");
            Assert.True(await IsFoundAsync());
            reader.Rollback();
        }

        await AssertGoneAsync();
    }

    [Fact]
    public async Task Many_deletions_share_the_passes_over_the_file()
    {
        const int Deletions = 30;
        using var passes = new MetricCollector<long>(_meter, "roundtable.journal.checkpoints");
        await using (var store = await OpenAsync())
        {
            var user = await store.AddUserAsync("Ada", Cancelled);
            for (var i = 0; i < Deletions; i++)
            {
                var id = (await store.CreateConversationAsync(user.Id, new ConversationFacts(), Cancelled))!.Id;
                await AskAsync(store, id, 10);
                await store.DeleteConversationAsync(id, user.Id, Cancelled);
                // In between its text is taken out, a step with each of them.
                for (var other = 0; other < 10; other++)
                    await store.CreateConversationAsync(user.Id, new ConversationFacts(), Cancelled);
            }

            Assert.InRange(passes.GetMeasurementSnapshot().Count, 1, Deletions / 2);
        }

        Assert.False(await IsFoundAsync());
    }

    [Fact]
    public async Task What_a_crash_left_of_deleted_text_goes_with_the_next_start()
    {
        await using (var store = await OpenAsync())
        {
            var id = await SayAsync(store, turns: 3);
            // A deletion takes the title's words out of the index itself: they are known only as long as the title is.
            await store.ChangeConversationAsync(id, new ConversationFacts(), id.User, null, Cancelled);
        }

        using (var database = Roundtable.Sqlite.Engine.Database.Open(_sandbox.File, mayCreate: false))
            database.Run(
                """
                pragma secure_delete = on;
                delete from conversation_revision;
                update conversation set deleted = 1, title = '';
                insert into meta (name, value) values ('deleting us01-co01', '')
                """
            );
        Assert.True(await IsFoundAsync());

        await using (var store = await OpenAsync()) { }

        Assert.False(await IsFoundAsync());
        _sandbox.Validate();
    }

    private async Task AssertGoneAsync()
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (await IsFoundAsync())
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, "The text is still there.");
    }

    private static bool IsSecret(ConversationId id) => id.Number % 4 > 0;

    private static async Task AskAsync(SqliteStore store, ConversationId id, int words) =>
        await store.BeginTurnAsync(
            id,
            new NewTurn
            {
                AuthorId = id.User,
                Content = string.Join(' ', Enumerable.Repeat(IsSecret(id) ? Secret : "any-other-word", words)),
                TokenCount = 5,
                Replies = [],
            },
            Cancelled
        );

    private Task<SqliteStore> OpenAsync() =>
        SqliteStore.OpenAsync(
            new SqliteStoreOptions { File = _sandbox.File },
            _meter,
            TimeProvider.System,
            NullLogger<SqliteStore>.Instance,
            Cancelled
        );

    private async Task<bool> IsFoundAsync() => (await Command.TryAsync("grep", "-rlqF", Secret, _sandbox.Data)).Code == 0;

    private static async Task<ConversationId> SayAsync(SqliteStore store, int turns)
    {
        var user = await store.AddUserAsync("Ada", Cancelled);
        var facts = new ConversationFacts { Title = $"About {Secret}" };
        var id = (await store.CreateConversationAsync(user.Id, facts, Cancelled))!.Id;
        await store.ChangeConversationAsync(id, facts with { Archived = true }, user.Id, null, Cancelled);
        for (var turn = 0; turn < turns; turn++)
        {
            var begun = await store.BeginTurnAsync(
                id,
                new NewTurn
                {
                    AuthorId = user.Id,
                    Content = $"What is a {Secret}? {turn}",
                    TokenCount = 5,
                    Replies = [new NewReply("sage", null, RoutedBy.List)],
                },
                Cancelled
            );
            var reply = begun!.Replies[0];
            await store.AppendBundleAsync(Bundles.Of(reply, $"A {Secret} is ", 0, 1, true), Cancelled);
            await store.AppendBundleAsync(Bundles.Of(reply, $"a {Secret}.", 6 + Secret.Length, 2, false), Cancelled);
            if (turn % 2 == 0)
                await store.EndMessageAsync(reply, new MessageEnd(FinishReason.Stop), Cancelled);
            if (turn % 2 == 1 && turn < turns - 20)
                await store.EndMessageAsync(reply, new MessageEnd(FinishReason.Cancelled), Cancelled);
        }

        return id;
    }
}
