using Roundtable.Cursors;
using Roundtable.Searching;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Searching;

/// <summary>Every hit is found once, whatever the pages, and no step reads more than it may.</summary>
public sealed class ScanningSearchTests : IAsyncLifetime
{
    private StreamFixture _fixture = null!;

    private ScanningSearch Search => new(_fixture.Store, _fixture.Host.Reader);

    public async ValueTask InitializeAsync() => _fixture = await StreamFixture.OpenAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Titles_and_messages_come_newest_first()
    {
        await _fixture.Host.AnswerAsync(StreamFixture.Conversation, "Der Kölner Dom");
        await CreateAsync("Kölsch");
        await CreateAsync("Bonn");

        var page = await Search.SearchAsync(Query("kol"), CancellationToken.None);

        Assert.Null(page.Next);
        Assert.Equal(
            ["us01-co02: Kölsch", "us01-co01: Reise nach Köln", "us01-co01-ms02: Der Kölner Dom"],
            page.Hits.Select(Line)
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Pages_of_any_size_have_every_hit_once(int limit)
    {
        for (var i = 0; i < 3; i++)
        {
            var conversation = await CreateAsync($"Why {i}");
            await _fixture.Host.AnswerAsync(conversation, "why not");
        }

        var hits = await AllAsync(Query("why", limit));

        Assert.Equal(9, hits.Count);
        Assert.Equal(hits.Distinct().Count(), hits.Count);
        Assert.Equal(["us01-co04: Why 2", "us01-co04-ms02: why not", "us01-co04-ms01: Why?"], hits[..3]);
        Assert.Equal(3, (await AllAsync(Query("why", limit) with { IsOneEach = true })).Count);
    }

    [Fact]
    public async Task What_is_touched_or_deleted_between_pages_is_found_at_most_once()
    {
        var (first, second) = (await CreateAsync("word"), await CreateAsync("word"));
        await _fixture.Host.AnswerAsync(second, "word one", "word two");
        var page = await Search.SearchAsync(Query("word", 1), CancellationToken.None);
        await _fixture.Host.AnswerAsync(second, "word three");

        var rest = await AllAsync(Query("word") with { From = page.Next });
        Assert.Equal(["us01-co03-ms02: word oneword two", "us01-co02: word"], rest);

        await _fixture.Store.DeleteConversationAsync(second, StreamFixture.User, CancellationToken.None);
        Assert.Equal(["us01-co02: word"], await AllAsync(Query("word") with { From = page.Next }));
        Assert.Equal(first, (await Search.SearchAsync(Query("word"), CancellationToken.None)).Hits.Single().Conversation.Id);
    }

    [Fact]
    public async Task What_is_being_written_is_searched_as_far_as_it_is_stored()
    {
        var reply = (await _fixture.Host.AskAsync(StreamFixture.Conversation)).Replies[0];
        await _fixture.Store.AppendBundleAsync(Bundles.Of(reply, "half "), CancellationToken.None);
        Assert.Empty(await AllAsync(Query("other")));
        Assert.Single(await AllAsync(Query("half")));

        await _fixture.Store.AppendBundleAsync(Bundles.Of(reply, "other", 5), CancellationToken.None);

        Assert.Single(await AllAsync(Query("half other")));
    }

    [Fact]
    public async Task A_step_that_has_read_enough_says_where_to_go_on()
    {
        for (var i = 0; i < ScanningSearch.TextsMax; i++)
            await _fixture.Host.AskAsync(StreamFixture.Conversation, i == 0 ? "needle" : "hay", agents: 0);

        var first = await Search.SearchAsync(Query("needle"), CancellationToken.None);
        var second = await Search.SearchAsync(Query("needle") with { From = first.Next }, CancellationToken.None);

        Assert.Empty(first.Hits);
        Assert.Equal(2, Assert.IsType<ListPlace>(first.Next).BeforeMessage);
        Assert.Equal(["us01-co01-ms01: needle"], second.Hits.Select(Line));
    }

    [Fact]
    public async Task A_step_ends_after_so_much_text_too()
    {
        for (var i = 0; i < 6; i++)
            await _fixture.Host.AskAsync(StreamFixture.Conversation, new string('x', 1_000_000), agents: 0);

        var page = await Search.SearchAsync(Query("needle"), CancellationToken.None);

        Assert.Equal(2, Assert.IsType<ListPlace>(page.Next).BeforeMessage);
    }

    [Fact]
    public async Task A_search_keeps_nothing_in_the_cache_and_stops_when_told()
    {
        await _fixture.Host.AnswerAsync(StreamFixture.Conversation, "word");
        Assert.Single(await AllAsync(Query("word")));
        Assert.Equal(0, _fixture.Host.Cache.SizeBytes);

        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Search.SearchAsync(Query("word"), cancelled));
    }

    private static SearchQuery Query(string words, int limit = 100) =>
        SearchTerms.TryParse(words, out var terms)
            ? new SearchQuery(StreamFixture.User, terms, limit)
            : throw new ArgumentException("There is no word in it.", nameof(words));

    private static string Line(SearchHit hit) => $"{hit.Message?.ToString() ?? hit.Conversation.Id.ToString()}: {hit.Snippet}";

    private async Task<ConversationId> CreateAsync(string title)
    {
        var facts = new ConversationFacts { Title = title };
        return (await _fixture.Store.CreateConversationAsync(StreamFixture.User, facts, CancellationToken.None))!.Id;
    }

    private async Task<List<string>> AllAsync(SearchQuery query)
    {
        var hits = new List<string>();
        while (true)
        {
            var page = await Search.SearchAsync(query, CancellationToken.None);
            Assert.InRange(page.Hits.Count, 0, query.Limit);
            hits.AddRange(page.Hits.Select(Line));
            if (page.Next is not { } place)
                return hits;
            // As a client does it.
            query = query with
            {
                From = SearchCursor.Parse(SearchCursor.Of(query, place).ToString()).Place,
            };
        }
    }
}
