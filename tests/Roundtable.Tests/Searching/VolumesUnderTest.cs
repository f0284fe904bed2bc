using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Cursors;
using Roundtable.Reading;
using Roundtable.Searching;
using Roundtable.Sqlite;
using Roundtable.Sqlite.Searching;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Searching;

/// <summary>A database whose index has a new volume after a few messages, and searches that look at few of them for a page.</summary>
internal sealed class VolumesUnderTest : IAsyncDisposable
{
    private readonly DatabaseSandbox _sandbox = new();
    private readonly Meter _meter = new("Roundtable.Tests");

    /// <summary>About five short messages.</summary>
    public int VolumeSize { get; init; } = 400;

    public SearchBounds Bounds { get; init; } = new(WindowMax: 6, WindowMin: 3, VolumesMin: 2, VolumesMax: 4);

    public SqliteStore Store { get; private set; } = null!;

    public async Task OpenAsync() =>
        Store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions
            {
                File = _sandbox.File,
                Durability = Durability.ProcessOnlyLossyOnPowerCut,
                VolumeSize = VolumeSize,
            },
            _meter,
            TimeProvider.System,
            NullLogger<SqliteStore>.Instance,
            CancellationToken.None
        );

    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        await OpenAsync();
    }

    public async Task<int> CountVolumesAsync(UserId user) =>
        await Store.ReadAsync(database => VolumeTable.Of(database, user).Count, CancellationToken.None);

    public async Task<MessageId> SayAsync(ConversationId id, string text) => (await BeginAsync(id, text, [])).Message.Id;

    public async Task<MessageId> OpenReplyAsync(ConversationId id, string text)
    {
        var turn = await BeginAsync(id, "?", [new NewReply("sage", "m", RoutedBy.Default)]);
        await Store.AppendBundleAsync(Bundles.Of(turn.Replies[0], text), CancellationToken.None);
        return turn.Replies[0];
    }

    public static SearchQuery Query(UserId user, string asked) =>
        SearchTerms.TryParse(asked, out var terms) ? new SearchQuery(user, terms, 100) : throw new ArgumentException(asked);

    /// <summary>A page of the index, and where to go on as a client keeps it.</summary>
    public async Task<(IReadOnlyList<string> Hits, SearchPlace? Next)> PageAsync(SearchQuery query)
    {
        using var search = new SqliteSearch(Store, Reader) { Bounds = Bounds };
        var page = await search.SearchAsync(query, CancellationToken.None);
        Assert.InRange(page.Hits.Count, 0, query.Limit);
        var next = page.Next is { } place ? SearchCursor.Parse(SearchCursor.Of(query, place).ToString()).Place : null;
        return ([.. page.Hits.Select(hit => NameOf(query, hit))], next);
    }

    /// <summary>What reading everything finds, in the order of the list.</summary>
    public async Task<List<string>> ScanAsync(SearchQuery query)
    {
        var (scan, found) = (new ScanningSearch(Store, Reader), new List<string>());
        for (query = query with { Limit = 100 }; ; )
        {
            var page = await scan.SearchAsync(query, CancellationToken.None);
            found.AddRange(page.Hits.Select(hit => NameOf(query, hit)));
            if (page.Next is null)
                return found;
            query = query with { From = page.Next };
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await _sandbox.DisposeAsync();
        _meter.Dispose();
    }

    private MessageReader Reader => new(Store, new MessageCache(0), new ReadingMetrics(_meter), TimeProvider.System);

    private async Task<Turn> BeginAsync(ConversationId id, string text, IReadOnlyList<NewReply> replies)
    {
        var turn = new NewTurn
        {
            AuthorId = id.User,
            Content = text,
            TokenCount = 1,
            Replies = replies,
        };
        return (await Store.BeginTurnAsync(id, turn, CancellationToken.None))!;
    }

    private static string NameOf(SearchQuery query, SearchHit hit) =>
        query.IsOneEach || hit.Message is null ? $"{hit.Conversation.Id}" : $"{hit.Message}";
}
