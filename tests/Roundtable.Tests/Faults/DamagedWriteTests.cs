using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Roundtable.Reading;
using Roundtable.Searching;
using Roundtable.Sqlite;
using Roundtable.Sqlite.Searching;
using Roundtable.Tests.Databases;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Faults;

/// <summary>A write that meets a damaged page is refused, counted, and told once; all others go on, and health stays green.</summary>
public sealed class DamagedWriteTests : IDisposable
{
    private const int Conversations = 60;
    private static readonly UserId User = new(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DatabaseSandbox _sandbox = new();
    private readonly FakeLogger<SqliteStore> _log = new();
    private readonly Meter _meter = new("Roundtable.Tests");
    private readonly MetricCollector<long> _damage;

    public DamagedWriteTests() => _damage = new MetricCollector<long>(_meter, "roundtable.damage");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _damage.Dispose();
        _meter.Dispose();
        _sandbox.Dispose();
    }

    [Fact]
    public async Task A_write_that_meets_damage_is_refused_and_others_go_on()
    {
        await FillAsync();
        Assert.True(DamagedPageTests.Overwrite(_sandbox.File, "conversation", "leaf", isNoise: true));

        await using var store = await OpenAsync();
        var refused = 0;
        foreach (var number in Enumerable.Range(1, Conversations))
        {
            var facts = new ConversationFacts { Title = "Said by nobody" };
            var change = await Record.ExceptionAsync(async () =>
                await store.ChangeConversationAsync(new ConversationId(User, number), facts, User, null, Cancelled)
            );
            Assert.True(change is null or StorageUnavailableException, $"{change}");
            Assert.Null(store.Trouble);
            refused += change is null ? 0 : 1;
        }

        Assert.InRange(refused, 2, Conversations / 2);
        Assert.Equal(refused, _damage.GetMeasurementSnapshot().Sum(measured => measured.Value));
        RequireToldOnce();
    }

    [Fact]
    public async Task Deleted_text_behind_damage_stays_and_others_go_on()
    {
        await FillAsync();
        Assert.True(DamagedPageTests.Overwrite(_sandbox.File, "chunk", "leaf", isNoise: true));

        await using var store = await OpenAsync();
        foreach (var number in Enumerable.Range(1, Conversations))
            await store.DeleteConversationAsync(new ConversationId(User, number), User, Cancelled);
        await _damage.WaitForMeasurementsAsync(1, Patience);

        await store.CreateConversationAsync(User, new ConversationFacts { Title = "Another" }, Cancelled);
        Assert.Null(store.Trouble);
        RequireToldOnce();
    }

    [Theory]
    [InlineData("passage_index_data")]
    [InlineData("passage_index_idx")]
    [InlineData("passage")]
    [InlineData("volume")]
    public async Task A_damaged_index_refuses_nobody(string table)
    {
        await FillAsync();
        Assert.True(DamagedPageTests.Overwrite(_sandbox.File, table, "leaf", isNoise: true));

        await using var store = await OpenAsync();
        foreach (var number in Enumerable.Range(1, Conversations))
        {
            var id = new ConversationId(User, number);
            await store.ChangeConversationAsync(id, new ConversationFacts { Title = "Next" }, User, null, Cancelled);
            Assert.NotNull(await store.BeginTurnAsync(id, Said("A question about the Forum"), Cancelled));
            if (number % 2 == 0)
                await store.DeleteConversationAsync(id, User, Cancelled);
            Assert.Null(store.Trouble);
        }

        var reader = new MessageReader(store, new MessageCache(0), new ReadingMetrics(_meter), TimeProvider.System);
        using var search = new SqliteSearch(store, reader);
        Assert.True(SearchTerms.TryParse("forum", out var terms));
        var page = await search.SearchAsync(new SearchQuery(User, terms, Limit: 100), Cancelled);
        Assert.Equal(Conversations / 2, page.Hits.Count);
    }

    private void RequireToldOnce()
    {
        var told = Assert.Single(_log.Collector.GetSnapshot(), line => line.Level >= LogLevel.Error);
        Assert.Contains("'roundtable verify'", told.Message, StringComparison.Ordinal);
        Assert.Contains("'roundtable repair'", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Said by nobody", $"{told.Message} {told.Exception}", StringComparison.Ordinal);
    }

    private async Task FillAsync()
    {
        await using var store = await OpenAsync();
        await store.AddUserAsync("Ada", Cancelled);
        for (var i = 0; i < Conversations; i++)
        {
            var created = await store.CreateConversationAsync(
                User,
                new ConversationFacts { Title = $"{i}: {new string('t', 100)}" },
                Cancelled
            );
            await store.BeginTurnAsync(created!.Id, Said(new string('c', 300)), Cancelled);
        }

        _sandbox.IsDamaged = true;
    }

    private static NewTurn Said(string text) =>
        new()
        {
            AuthorId = User,
            Content = text,
            TokenCount = 1,
            Replies = [],
        };

    private Task<SqliteStore> OpenAsync() =>
        SqliteStore.OpenAsync(new SqliteStoreOptions { File = _sandbox.File }, _meter, TimeProvider.System, _log, Cancelled);
}
