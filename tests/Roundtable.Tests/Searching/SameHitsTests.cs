using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using CsCheck;
using Roundtable.Reading;
using Roundtable.Searching;
using Roundtable.Sqlite.Searching;
using Roundtable.Tests.Moving;

namespace Roundtable.Tests.Searching;

/// <summary>
/// What the index of a SQLite store finds is what reading every text of a file store finds: random texts of all scripts, and
/// what is cut out of them. Each sample is a user of its own in both stores; a failure prints its seed.
/// </summary>
public sealed class SameHitsTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Marks = "\u0301\u0308\u0327\u20DD\u0591\u064B\u093F\u0E31\u0E48\u3099\uFE0F\u200D\u00AD";
    private const string Between = " \t\n\u3000.,;:!?-_/\\'\"*()^+|&@#%~`{}[]<>=¿。、「」…\0\u00A0\u200B";
    private const string Letters = "aAbBzZßÇçÉéîÑøŁıİſΣσςΆαЁёЙйґא\u05F0عمअकกาิລမកひカー한국北京々ﬁＡａ０9٣५²Ⅷ½$€£";

    private static readonly string[] Words =
    [
        "us01",
        "us01_1",
        "part",
        "OR",
        "NEAR",
        "Rome",
        "café",
        "ROMA",
        "我住在北京市",
        "ภาษาไทย",
        "e\u0301",
    ];

    private static readonly int[] Beyond = [0x1F600, 0x1F1E9, 0x1F3FD, 0x1D49C, 0x20000, 0x10400, 0x1E900, 0x2F800];

    private static readonly Gen<string> Anything = Gen.Frequency(
        (6, Gen.Int[0, Letters.Length - 1].Select(i => Letters[i].ToString())),
        (2, Gen.Int[0, Marks.Length - 1].Select(i => Marks[i].ToString())),
        (3, Gen.Int[0, Between.Length - 1].Select(i => Between[i].ToString())),
        (1, Gen.Int[0, Beyond.Length - 1].Select(i => char.ConvertFromUtf32(Beyond[i]))),
        (1, Gen.Int[1, 0x10FFFF].Select(rune => Rune.IsValid(rune) ? new Rune(rune).ToString() : " ")),
        (2, Gen.Int[0, Words.Length - 1].Select(i => Words[i]))
    );

    private static readonly Gen<string> Text = Gen.Select(Anything.Array[1, 30], Gen.Int[0, 40])
        .Select((pieces, longer) => string.Concat(pieces) + (longer == 0 ? Padding(pieces[0]) + string.Concat(pieces) : ""));

    private static readonly Gen<(string Text, bool IsOpen)> Said = Gen.Select(Text, Gen.Int[0, 5])
        .Select((text, open) => (text, open == 0));

    /// <summary>Which texts, and which stretch of each, in hundredths.</summary>
    private static readonly Gen<(int Text, int From, int Length)> Cut = Gen.Select(
        Gen.Int[0, 99],
        Gen.Int[0, 99],
        Gen.Int[1, 12]
    );

    private static readonly Gen<(bool Upper, (int Text, int From, int Length)[] Cuts)> Query = Gen.Select(
        Gen.Bool,
        Cut.Array[1, 3]
    );

    private readonly MovingStore _files = MovingStore.Files();
    private readonly MovingStore _database = MovingStore.Database();
    private readonly Meter _meter = new("Roundtable.Tests");
    private IConversationStore _read = null!;
    private IConversationStore _indexed = null!;
    private int _queries;
    private int _hits;

    public async ValueTask InitializeAsync() => (_read, _indexed) = (await _files.OpenAsync(), await _database.OpenAsync());

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_read).DisposeAsync();
        await ((IAsyncDisposable)_indexed).DisposeAsync();
        await _files.DisposeAsync();
        await _database.DisposeAsync();
        _meter.Dispose();
    }

    [Fact]
    public async Task The_index_finds_what_reading_every_text_finds()
    {
        await Gen.Select(Said.Array[1, 8], Query.Array[1, 12])
            .SampleAsync(JudgeAsync, iter: RunLength.Rounds(150, 5_000), threads: 1);
        output.WriteLine($"{_queries} queries, {_hits} hits.");
        Assert.True(_hits > _queries / 2);
    }

    private async Task JudgeAsync((string Text, bool IsOpen)[] said, (bool Upper, (int, int, int)[] Cuts)[] queries)
    {
        var read = await SayAsync(_read, said);
        var indexed = await SayAsync(_indexed, said);
        Assert.Equal(read, indexed);
        using var index = new SqliteSearch((Roundtable.Sqlite.SqliteStore)_indexed, Reader(_indexed));
        var scan = new ScanningSearch(_read, Reader(_read));
        foreach (var asked in queries.Select(query => CutOut(said, query)))
        {
            if (!SearchTerms.TryParse(asked, out var terms))
                continue;
            var query = new SearchQuery(read, terms, 7);
            var expected = await FindAsync(scan, query);
            Assert.Equal((asked, string.Join(' ', expected)), (asked, string.Join(' ', await FindAsync(index, query))));
            var listed = await FindAsync(scan, query with { IsOneEach = true });
            Assert.Equal(
                (asked, string.Join(' ', listed)),
                (asked, string.Join(' ', await FindAsync(index, query with { IsOneEach = true })))
            );
            (_queries, _hits) = (_queries + 1, _hits + expected.Count);
        }
    }

    /// <summary>A text is a title of a conversation, and a person's message in it or a reply that is not at its end.</summary>
    private static async Task<UserId> SayAsync(IConversationStore store, (string Text, bool IsOpen)[] said)
    {
        var user = (await store.AddUserAsync("Ada", CancellationToken.None)).Id;
        foreach (var (text, isOpen) in said)
        {
            var facts = new ConversationFacts { Title = text.Length > 100 ? "" : text };
            var id = (await store.CreateConversationAsync(user, facts, CancellationToken.None))!.Id;
            var turn = new NewTurn
            {
                AuthorId = user,
                Content = isOpen ? "?" : text,
                TokenCount = 1,
                Replies = isOpen ? [new NewReply("sage", "m", RoutedBy.Default)] : [],
            };
            var replies = (await store.BeginTurnAsync(id, turn, CancellationToken.None))!.Replies;
            if (isOpen)
                await AppendAsync(store, replies[0], text);
        }

        return user;
    }

    private static async Task AppendAsync(IConversationStore store, MessageId reply, string text)
    {
        var (offset, seq) = (0, 1);
        foreach (var piece in text.EnumerateRunes().Chunk(600).Select(runes => string.Concat(runes)))
        {
            var closes = offset + piece.Length < text.Length;
            await store.AppendBundleAsync(Doubles.Bundles.Of(reply, piece, offset, seq++, closes), CancellationToken.None);
            offset += piece.Length;
        }
    }

    private static string CutOut((string Text, bool IsOpen)[] said, (bool Upper, (int Text, int From, int Length)[] Cuts) query)
    {
        var asked = string.Join(' ', query.Cuts.Select(cut => CutOut(said[cut.Text % said.Length].Text, cut.From, cut.Length)));
        return query.Upper ? asked.ToUpperInvariant() : asked;
    }

    private static string CutOut(string text, int from, int length)
    {
        var runes = text.EnumerateRunes().ToArray();
        return string.Concat(runes.Skip(runes.Length * from / 100).Take(length));
    }

    private static string Padding(string piece) => string.Concat(Enumerable.Repeat($"{piece} pad", 9_000 / (piece.Length + 4)));

    private static async Task<List<string>> FindAsync(IConversationSearch search, SearchQuery query)
    {
        var found = new List<string>();
        while (true)
        {
            var page = await search.SearchAsync(query, CancellationToken.None);
            found.AddRange(
                page.Hits.Select(hit => $"{hit.Conversation.Id} {hit.Message?.Number.ToString(CultureInfo.InvariantCulture)}")
            );
            if (page.Next is not { } next)
                return query.IsOneEach ? [.. found.Select(id => id.Split(' ')[0])] : [.. found.Order(StringComparer.Ordinal)];
            query = query with { From = next };
        }
    }

    private MessageReader Reader(IConversationStore store) =>
        new(store, new MessageCache(0), new ReadingMetrics(_meter), TimeProvider.System);
}
