using System.Diagnostics.Metrics;
using Roundtable.Cli;
using Roundtable.Cursors;
using Roundtable.Reading;
using Roundtable.Searching;

namespace Roundtable.Tests.Contract;

/// <summary>Whatever a store is searched with finds what reading everything finds.</summary>
public abstract class SearchContract<TStorage, TStore> : ConversationStoreContract<TStorage, TStore>
    where TStorage : StorageUnderTest<TStore>, new()
    where TStore : IConversationStore
{
    private const int CutLength = 8_192;
    private readonly Meter _meter = new("Roundtable.Tests");

    private MessageReader Reader => new(Store, new MessageCache(), new ReadingMetrics(_meter), TimeProvider.System);

    [Theory]
    [MemberData(nameof(SearchTexts.All), MemberType = typeof(SearchTexts))]
    public async Task A_title_and_a_message_in_any_script_are_found_by_their_words(string asked, string text, bool isFound)
    {
        await CreateAsync(text);
        await SayAsync(text);

        Assert.Equal(isFound ? ["us01-co01-ms01", "us01-co02"] : [], await FoundAsync(asked));
        Assert.Equal(await ScannedAsync(asked), await FoundAsync(asked));
    }

    [Fact]
    public async Task What_is_being_written_is_found_as_far_as_it_is_stored_and_when_it_has_ended()
    {
        var reply = await OpenReplyAsync();
        await AppendAsync(reply, "half of ", 0);
        Assert.Equal([$"{reply}"], await FoundAsync("half"));
        Assert.Empty(await FoundAsync("half other"));

        await AppendAsync(reply, "the other", 8);
        Assert.Equal([$"{reply}"], await FoundAsync("half other"));
        await EndAsync(reply, FinishReason.Cancelled);

        Assert.Equal([$"{reply}"], await FoundAsync("of.the.oth half"));
    }

    [Fact]
    public async Task What_was_open_when_the_store_stopped_is_found()
    {
        var reply = await OpenReplyAsync();
        await AppendAsync(reply, "unfinished business", 0);
        await ReopenAsync();

        Assert.Equal([$"{reply}"], await FoundAsync("unfinished.bus"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(12)]
    [InlineData(20)]
    public async Task A_term_is_found_over_a_cut_and_terms_far_apart(int before)
    {
        var text =
            "first" + Padding(CutLength - before - "first".Length) + "needle.in.a.haystack" + Padding(2 * CutLength) + "last";
        var said = await SayAsync(text);
        var reply = await OpenReplyAsync();
        foreach (var (piece, i) in text.Chunk(1_000).Select((piece, i) => (new string(piece), i)))
        {
            await AppendAsync(reply, piece, i * 1_000, seq: i + 1, closes: true);
            if (i == 20)
                Assert.Equal([$"{said}", $"{reply}"], await FoundAsync("first needle.in.a.hay"));
        }

        Assert.Equal([$"{said}", $"{reply}"], await FoundAsync("last first in.a.haystack"));
        await EndAsync(reply);

        Assert.Equal([$"{said}", $"{reply}"], await FoundAsync("last needle.in.a.hay first"));
        Assert.Empty(await FoundAsync("first missing"));
        Assert.Equal(["us01-co01"], await ListedAsync("last needle.in.a.hay first"));
    }

    [Fact]
    public async Task A_rename_is_found_by_the_new_title_and_a_deletion_not_at_all()
    {
        var renamed = await CreateAsync("Rome");
        var deleted = await CreateAsync("Rome");
        await SayAsync("rome", deleted.Id);
        await Store.ChangeConversationAsync(renamed.Id, new ConversationFacts { Title = "Paris" }, User.Id, null, Cancellation);
        await Store.DeleteConversationAsync(deleted.Id, User.Id, Cancellation);

        Assert.Empty(await FoundAsync("rome"));
        Assert.Equal([$"{renamed.Id}"], await FoundAsync("paris"));
        await ReopenAsync();
        Assert.Empty(await FoundAsync("rome"));
    }

    [Fact]
    public async Task The_list_has_each_conversation_once_by_latest_activity_and_by_whether_it_is_archived()
    {
        var (first, second) = ((await CreateAsync("Rome")).Id, (await CreateAsync("Rome")).Id);
        await SayAsync("rome rome", first);
        await SayAsync("rome again", Conversation);
        var facts = new ConversationFacts { Title = "Rome", Archived = true };
        await Store.ChangeConversationAsync(second, facts, User.Id, null, Cancellation);

        Assert.Equal([$"{second}", $"{Conversation}", $"{first}"], await ListedAsync("rome"));
        Assert.Equal([$"{second}"], await ListedAsync("rome", archived: true));
        Assert.Equal([$"{Conversation}", $"{first}"], await ListedAsync("rome", archived: false));
    }

    [Fact]
    public async Task Others_find_nothing_of_it()
    {
        var other = await Store.AddUserAsync("Eve", Cancellation);
        await CreateAsync("Rome");
        var own = await CreateAsync("Rome", other.Id);

        Assert.Equal(["us01-co02"], await FoundAsync("rome"));
        Assert.Equal([$"{own.Id}"], await FoundAsync("rome", owner: other.Id));
        Assert.Empty(await FoundAsync("us02_rome"));
    }

    [Fact]
    public async Task A_hit_says_where_the_words_are()
    {
        await SayAsync("When in Rome");

        var hit = (await SearchAsync(Query("rome"))).Hits.Single();

        Assert.Equal("When in Rome", hit.Snippet);
        Assert.Equal([new SearchHighlight(8, 4)], hit.Highlights);
        Assert.Equal((await FindAsync()).Id, hit.Conversation.Id);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Pages_of_any_size_have_every_hit_once_while_more_is_said(int limit)
    {
        for (var i = 0; i < 6; i++)
            await SayAsync($"rome {string.Join(' ', Enumerable.Repeat("word", i))}");
        var reply = await OpenReplyAsync();
        await AppendAsync(reply, "rome", 0);
        var found = new List<string>();
        var query = Query("rome") with { Limit = limit };
        for (var page = 0; page == 0 || query.From is not null; page++)
        {
            var step = await SearchAsync(query);
            Assert.InRange(step.Hits.Count, 0, limit);
            found.AddRange(step.Hits.Select(NameOf));
            query = query with { From = step.Next is { } place ? AsClientsKeep(query, place) : null };
            await SayAsync("Paris");
        }

        Assert.Equal(
            [.. Enumerable.Range(1, 6).Select(i => $"us01-co01-ms{i:00}"), $"{reply}"],
            found.Order(StringComparer.Ordinal)
        );
    }

    private protected static SearchQuery Query(string asked, UserId? owner = null) =>
        SearchTerms.TryParse(asked, out var terms)
            ? new SearchQuery(owner ?? new UserId(1), terms, 7)
            : throw new ArgumentException("There is no word in it.", nameof(asked));

    private protected Task<List<string>> ScannedAsync(string asked) => AllAsync(new ScanningSearch(Store, Reader), Query(asked));

    private protected Task<List<string>> FoundAsync(string asked, UserId? owner = null) => AllAsync(Search, Query(asked, owner));

    private protected async Task<MessageId> SayAsync(string text, ConversationId? id = null) =>
        (await Store.BeginTurnAsync(id ?? Conversation, Question(agents: 0, content: text), Cancellation))!.Message.Id;

    private protected static string Padding(int length) =>
        string.Concat(Enumerable.Repeat(" pad", length / 4 + 1))[..(length - 1)] + " ";

    private IConversationSearch Search => StoreSearch.Of(Store, Reader);

    private ValueTask<SearchPage> SearchAsync(SearchQuery query) => Search.SearchAsync(query, Cancellation);

    private async Task<List<string>> ListedAsync(string asked, bool? archived = null)
    {
        var query = Query(asked) with { IsOneEach = true, Archived = archived, Limit = 2 };
        return await AllAsync(Search, query, isSorted: false);
    }

    private static async Task<List<string>> AllAsync(IConversationSearch search, SearchQuery query, bool isSorted = true)
    {
        var found = new List<string>();
        while (true)
        {
            var page = await search.SearchAsync(query, Cancellation);
            found.AddRange(page.Hits.Select(hit => query.IsOneEach ? $"{hit.Conversation.Id}" : NameOf(hit)));
            if (page.Next is not { } place)
                return isSorted ? [.. found.Order(StringComparer.Ordinal)] : found;
            query = query with { From = AsClientsKeep(query, place) };
        }
    }

    private static SearchPlace AsClientsKeep(SearchQuery query, SearchPlace place) =>
        SearchCursor.Parse(SearchCursor.Of(query, place).ToString()).Place;

    private static string NameOf(SearchHit hit) => hit.Message?.ToString() ?? hit.Conversation.Id.ToString();
}
