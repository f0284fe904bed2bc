using System.Diagnostics.Metrics;
using Roundtable.Reading;
using Roundtable.Searching;
using Roundtable.Sqlite;
using Roundtable.Sqlite.Searching;
using Roundtable.Sqlite.Verification;
using Roundtable.Tests.Cli;

namespace Roundtable.Tests.Databases;

/// <summary>An index that is not what it is to be is made anew while the store is served, and searches are right meanwhile.</summary>
public sealed class IndexRebuildTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Progress = "select value from meta where name = 'index'";
    private const int Conversations = 24;
    private const int MessagesEach = 100;
    private readonly Meter _meter = new("Roundtable.Tests");
    private DatabaseFixture _fixture = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fixture = await DatabaseFixture.CreateAsync();
        await using var store = await _fixture.OpenAsync();
        await Parallel.ForAsync(
            0,
            Conversations,
            async (number, _) =>
            {
                var facts = new ConversationFacts { Title = $"Title {number}" };
                var id = (await store.CreateConversationAsync(new UserId(1), facts, CancellationToken.None))!.Id;
                for (var i = 0; i < MessagesEach; i++)
                    await SayAsync(store, id, i % 20 == 0 ? $"needle {number}" : $"hay {i}");
            }
        );
    }

    public ValueTask DisposeAsync()
    {
        _fixture.Dispose();
        _meter.Dispose();
        return default;
    }

    [Theory]
    [InlineData("insert into meta values ('index', 'stale'); delete from passage")]
    [InlineData("update meta set value = '0' where name = 'index rules'; delete from passage where id % 2 = 0")]
    [InlineData("delete from meta where name = 'index rules'")]
    public async Task It_is_made_anew_in_steps_between_which_others_write(string what)
    {
        SqliteShell.Run(_fixture.File, what);
        await using var store = await _fixture.OpenAsync();
        Assert.False(store.IsIndexed);
        var (expected, written) = (Conversations * MessagesEach / 20, 0);
        using var search = new SqliteSearch(store, Reader(store));
        for (; !store.IsIndexed; written++)
            await SayAsync(store, new ConversationId(new UserId(1), 2 + (written % Conversations)), "needle again");
        Assert.True(written > 1, "It was made anew in one piece.");
        Assert.Equal(expected + written, await CountAsync(search));
        Assert.True(search.Continues(Query with { From = new RankedPlace(5, 5, [1], 1) }));
        output.WriteLine($"{written} messages were written meanwhile.");
    }

    [Fact]
    public async Task While_it_cannot_be_made_anew_searches_read_the_text_and_writing_goes_on()
    {
        const string Bar = """
            create trigger bar before insert on passage when new.conversation_id = 'us01-co05' and new.message = 7
            begin
                select raise(abort, 'barred');
            end
            """;
        var expected = Conversations * MessagesEach / 20;
        SqliteShell.Run(_fixture.File, $"{Bar}; insert into meta values ('index', 'stale')");
        await using (var store = await _fixture.OpenAsync())
        {
            using var search = new SqliteSearch(store, Reader(store));
            await SayAsync(store, new ConversationId(new UserId(1), 2), "needle again");

            Assert.Equal(expected + 1, await CountAsync(search));
            Assert.Equal(Conversations, await CountAsync(search, isOneEach: true));
            Assert.False(store.IsIndexed);
            Assert.False(search.Continues(Query with { From = new RankedPlace(5, 5, [1], 1) }));
        }

        SqliteShell.Run(_fixture.File, "drop trigger bar");
        await using (var store = await _fixture.OpenAsync())
        {
            using var search = new SqliteSearch(store, Reader(store));
            await OldVersionTests.IndexedAsync(store);
            Assert.Equal(expected + 1, await CountAsync(search));
        }
    }

    [Fact]
    public async Task Renamed_deleted_and_ended_meanwhile_it_is_what_the_text_is()
    {
        SqliteShell.Run(_fixture.File, "insert into meta values ('index', 'stale')");
        await using (var store = await _fixture.OpenAsync())
        {
            var reply = await DatabaseFixture.AskAsync(store, new ConversationId(new UserId(1), 3), "And?");
            for (var number = 2; number <= Conversations && !store.IsIndexed; number++)
            {
                var id = new ConversationId(new UserId(1), number);
                await store.ChangeConversationAsync(id, new ConversationFacts { Title = "Other" }, id.User, null, Cancellation);
                if (number % 3 == 1)
                    await store.DeleteConversationAsync(id, id.User, Cancellation);
            }

            await store.EndMessageAsync(reply, new MessageEnd(FinishReason.Stop), Cancellation);
            await OldVersionTests.IndexedAsync(store);
        }

        Assert.Empty((await VerifyAsync()).Damage);
    }

    [Fact]
    public async Task Killed_again_and_again_it_goes_on_where_it_was()
    {
        SqliteShell.Run(_fixture.File, "insert into meta values ('index', 'stale')");
        var places = new List<string>();
        // On a slow machine a kill may come before the first step.
        for (var kill = 0; kill < 12 && places.Distinct().Count() < 4; kill++)
        {
            await using var server = ServerProcess.Start(
                ["serve", "--store", $"sqlite:{_fixture.File}", "--urls", "http://127.0.0.1:0"],
                launcher:
                [
                    "strace",
                    "-f",
                    "-qq",
                    "-o",
                    "/dev/null",
                    "-e",
                    "inject=fsync,fdatasync:signal=KILL:when=5",
                    "-e",
                    "trace=fsync,fdatasync",
                ]
            );
            await server.ExitCodeAsync();
            places.AddRange(SqliteShell.Run(_fixture.File, Progress));
        }

        output.WriteLine(string.Join(", ", places));
        Assert.Equal(4, places.Distinct().Count());
        Assert.Equal(places.OrderBy(PlaceOf), places);
        await using (var store = await _fixture.OpenAsync())
            await OldVersionTests.IndexedAsync(store);
        Assert.Empty(SqliteShell.Run(_fixture.File, Progress));
        Assert.Empty((await VerifyAsync()).Damage);
    }

    /// <summary>Of "us01-co04 50": the conversation and the message; behind all of them where it says "us01-co04! 0".</summary>
    private static (int Conversation, int Message) PlaceOf(string place)
    {
        if (place == "stale")
            return (-1, 0);
        // Made empty, and nothing in it yet, is " 0".
        var at = place.IndexOf("-co", StringComparison.Ordinal);
        if (at < 0)
            return (0, 0);
        var words = place[(at + 3)..].Split(' ');
        return words[0].EndsWith('!')
            ? (int.Parse(words[0][..^1], null), int.MaxValue)
            : (int.Parse(words[0], null), int.Parse(words[1], null));
    }

    [Fact]
    public void Places_follow_each_other_as_the_index_is_made()
    {
        string[] places = ["stale", " 0", "us01-co04 50", "us01-co04 100", "us01-co04! 0", "us01-co12 10"];

        Assert.Equal(places, places.Reverse().OrderBy(PlaceOf));
    }

    [Fact]
    public void The_rules_are_those_that_their_number_names()
    {
        // Whoever changes what becomes of a text raises IndexRebuild.Rules, so that what is in databases is made anew; then this.
        const string Text = "Çrème BRÛLÉE 42$ e\u0301 我住 กา Ёлка a\u0308o ß İi 😀";

        Assert.Equal(
            "us07_3_CREME us07_3_BRULEE us07_3_42 us07_3_$ us07_3_E us07_3_我 us07_3_住 us07_3_ก us07_3_า us07_3_ЕЛКА us07_3_AO "
                + "us07_3_ß us07_3_II us07_3_😀",
            IndexedWords.Of(new UserId(7), 3, Text, isPart: false)
        );
    }

    private static SearchQuery Query =>
        SearchTerms.TryParse("needle", out var terms) ? new SearchQuery(new UserId(1), terms, 100) : throw new FormatException();

    private static async Task<int> CountAsync(SqliteSearch search, bool isOneEach = false)
    {
        // As a client that turns pages: what one kind of search began, it ends.
        var (count, query) = (0, Query with { IsOneEach = isOneEach });
        while (true)
        {
            var page = await search.SearchAsync(query, Cancellation);
            count += page.Hits.Count;
            if (page.Next is not { } next)
                return count;
            query = query with { From = next };
        }
    }

    private static async Task SayAsync(SqliteStore store, ConversationId id, string text)
    {
        var turn = new NewTurn
        {
            AuthorId = id.User,
            Content = text,
            TokenCount = 1,
            Replies = [],
        };
        await store.BeginTurnAsync(id, turn, CancellationToken.None);
    }

    private MessageReader Reader(SqliteStore store) =>
        new(store, new MessageCache(), new ReadingMetrics(_meter), TimeProvider.System);

    private Task<Roundtable.Verification.VerificationSummary> VerifyAsync() =>
        new SqliteVerifier(_fixture.File).VerifyAsync(progress: null, Cancellation);
}
