using System.Diagnostics.Metrics;
using Roundtable.Bench.Filling;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Serving;
using Roundtable.Bench.Stores;
using Roundtable.Cli;
using Roundtable.Reading;
using Roundtable.Searching;
using Roundtable.Sqlite.Engine;

namespace Roundtable.Bench.Scenarios;

/// <summary>W12: the first page of a search in SQLite, with its snippets, beside the same page by <c>LIKE</c>.</summary>
internal sealed class Search(BenchOptions options) : Scenario(options)
{
    private const int PageLimit = 20;
    private const int Searches = 40;
    private const int Scans = 3;
    private readonly ZipfWords _words = new();
    private readonly List<(int Messages, ScratchFolder Folder, UserId User)> _filled = [];
    private readonly Meter _meter = new("bench");

    public override string Name => "search";

    public override string Summary =>
        "The first page of a search in SQLite, in process, from the query to the snippets; beside it LIKE '%…%' over the text.";

    public override string SizeOf => "messages";

    /// <summary>What is searched for, in so many forms; its words, which are words of a text one after the other.</summary>
    private IReadOnlyList<(string Name, Func<int, string> Query)> Kinds =>
        [
            ("rare word", i => _words[45_000 + (i * 100)]),
            ("one word", i => _words[2_000 + i]),
            ("common word", i => _words[i % 10]),
            ("two common words", i => $"{_words[i]} {_words[(i * 3) + 1]}"),
            ("phrase", i => $"{_words[i]}.{_words[(i * 3) + 1]}"),
            ("beginning of two letters", i => _words[i][..2]),
            ("two Chinese characters", i => $"{ZipfWords.Character(i)}{ZipfWords.Character((i * 3) + 1)}"),
        ];

    public override async Task<IReadOnlyList<Case>> PrepareAsync()
    {
        foreach (var messages in Options.SizesOr([50_000], [1_000_000]))
        {
            var folder = new ScratchFolder(Options);
            _filled.Add((messages, folder, await new DatabaseFiller(_words).FillAsync(FileOf(folder), messages)));
        }

        return
        [
            .. _filled.SelectMany(filled =>
                Kinds.SelectMany(kind =>
                    (Case[])
                        [
                            new Case(
                                filled.Messages,
                                $"{kind.Name}: search",
                                () => SearchAsync(filled.Folder, filled.User, kind.Query)
                            ),
                            new Case(filled.Messages, $"{kind.Name}: LIKE", () => ScanAsync(filled.Folder, kind.Query)),
                        ]
                )
            ),
        ];
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var filled in _filled)
            filled.Folder.Dispose();
        _meter.Dispose();
        return base.DisposeAsync();
    }

    private static string FileOf(ScratchFolder folder) => Path.Combine(folder.Path, "conversations.db");

    private async Task<Figures> SearchAsync(ScratchFolder folder, UserId user, Func<int, string> query)
    {
        await using var store = await StoreOpening.OpenAsync(StoreOpening.Database, folder.Path, _meter);
        var reader = new MessageReader(store, new MessageCache(0), new ReadingMetrics(_meter), TimeProvider.System);
        var (search, hits) = (StoreSearch.Of(store, reader), 0);
        var figures = await Sequence.MeasureAsync(
            Environment.ProcessId,
            rounds: 1,
            [.. Enumerable.Range(0, Searches).Select(query)],
            async words =>
            {
                _ = SearchTerms.TryParse(words, out var terms);
                var page = await search.SearchAsync(new SearchQuery(user, terms!, PageLimit), CancellationToken.None);
                hits += page.Hits.Count;
            }
        );
        return figures.With("hits", hits / 2.0 / Searches); // Those of the warm-up are the same again.
    }

    /// <summary>What a program does that has no index: the newest rows whose text has each word somewhere.</summary>
    private static async Task<Figures> ScanAsync(ScratchFolder folder, Func<int, string> query)
    {
        using var database = Database.OpenToRead(FileOf(folder));
        var hits = 0;
        var figures = await Sequence.MeasureAsync(
            Environment.ProcessId,
            rounds: 1,
            [.. Enumerable.Range(0, Scans).Select(query)],
            words =>
            {
                var likes = words.Split(' ').Select(word => $"tokens like '%{word.Replace('.', ' ')}%'");
                using var rows = database.Prepare(
                    $"select message_id, tokens from chunk where {string.Join(" and ", likes)} order by position desc limit {PageLimit}"
                );
                for (; rows.Read(); hits++)
                    _ = rows.Text(1);
                return Task.CompletedTask;
            },
            warmUps: 0 // All of it is read each time, whatever came before.
        );
        return figures.With("hits", (double)hits / Scans);
    }
}
