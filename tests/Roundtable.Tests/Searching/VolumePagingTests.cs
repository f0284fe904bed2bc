using CsCheck;
using Roundtable.Searching;

namespace Roundtable.Tests.Searching;

/// <summary>
/// Pages of a search over an index of many small volumes. Two people write into them in turn; a failure prints its seed.
/// </summary>
public sealed class VolumePagingTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Restart = 18;

    /// <summary>Fewer would not be many; chance makes 8 now and then, and mostly more.</summary>
    private const int VolumesMin = 4;

    private static readonly Gen<(int What, int Which, int Text)> Act = Gen.Select(
        Gen.Int[0, Restart - 1],
        Gen.Int[0, 99],
        Gen.Frequency((20, Gen.Int[0, 4]), (1, Gen.Const(5)))
    );

    /// <summary>A restart now and then: it takes longest.</summary>
    private static readonly Gen<(int What, int Which, int Text)> Meanwhile = Gen.Frequency(
        (30, Act),
        (1, Gen.Const((Restart, 0, 0)))
    );

    private static readonly string[] Asked = ["rome", "rome paris", "paris", "r"];

    private readonly VolumesUnderTest _volumes = new();
    private int _pages;
    private int _volumesMost;

    public async ValueTask InitializeAsync() => await _volumes.OpenAsync();

    public ValueTask DisposeAsync() => _volumes.DisposeAsync();

    [Fact]
    public async Task Pages_of_any_size_have_what_reading_everything_finds_in_one_order()
    {
        await Gen.Select(Meanwhile.Array[0, 60], Gen.Int[1, 4].Array[1, 5])
            .SampleAsync((acts, limits) => JudgeStillAsync(acts, limits), iter: RunLength.Rounds(40, 1_000), threads: 1);
        output.WriteLine($"{_pages} pages, {_volumesMost} volumes of one user.");
        Assert.True(_volumesMost > VolumesMin);
    }

    [Fact]
    public async Task What_nobody_touches_while_somebody_pages_comes_exactly_once()
    {
        await Gen.Select(Act.Array[10, 60], Gen.Int[1, 4].Array[1, 5], Meanwhile.Array[1, 40])
            .SampleAsync(
                (acts, limits, then) => JudgeMovingAsync(acts, limits, then),
                iter: RunLength.Rounds(60, 2_000),
                threads: 1
            );
        output.WriteLine($"{_pages} pages, {_volumesMost} volumes of one user.");
        Assert.True(_volumesMost > VolumesMin);
    }

    private async Task JudgeStillAsync((int What, int Which, int Text)[] acts, int[] limits)
    {
        var users = await LiveAsync(acts);
        foreach (var query in Asked.SelectMany(asked => users.SelectMany(user => Queries(user.Id, asked))))
        {
            var expected = await _volumes.ScanAsync(query);
            var (found, _) = await PageAsync(query, limits, () => Task.CompletedTask);
            var (whole, _) = await PageAsync(query, [100], () => Task.CompletedTask);
            Assert.Equal(whole, found);
            Assert.Equal(Ordered(query, expected), Ordered(query, found));
        }
    }

    private async Task JudgeMovingAsync(
        (int What, int Which, int Text)[] acts,
        int[] limits,
        (int What, int Which, int Text)[] meanwhile
    )
    {
        var users = await LiveAsync(acts);
        foreach (var query in Asked.SelectMany(asked => Queries(users[0].Id, asked)))
        {
            users[0].Forget();
            var expected = await _volumes.ScanAsync(query);
            var next = 0;
            var (found, pages) = await PageAsync(
                query,
                limits,
                async () =>
                {
                    foreach (var act in meanwhile.Skip(next).Take(2))
                        await DoAsync(users, act, next++);
                }
            );
            string[] untouched = [.. expected.Where(hit => users[0].IsUntouched(hit, query.IsOneEach))];
            var shown = found.Where(hit => users[0].IsUntouched(hit, query.IsOneEach)).ToList();
            Assert.True(pages < 400);
            Assert.All(found, hit => Assert.StartsWith($"{query.Owner}-", hit, StringComparison.Ordinal));
            Assert.Equal(Ordered(query, [.. untouched]), Ordered(query, shown));
        }
    }

    private async Task<ChangingUser[]> LiveAsync((int What, int Which, int Text)[] acts)
    {
        var users = new ChangingUser[2];
        for (var i = 0; i < users.Length; i++)
            users[i] = new ChangingUser(_volumes, (await _volumes.Store.AddUserAsync("Ada", CancellationToken.None)).Id);
        for (var i = 0; i < acts.Length; i++)
            await DoAsync(users, acts[i], i);
        _volumesMost = Math.Max(_volumesMost, await _volumes.CountVolumesAsync(users[0].Id));
        return users;
    }

    /// <summary>The other one does one thing of four, so that both have texts between each other's.</summary>
    private static async Task DoAsync(ChangingUser[] users, (int What, int Which, int Text) act, int number)
    {
        await users[number % 4 == 3 ? 1 : 0].DoAsync(act);
        if (act.What != Restart)
            return;
        foreach (var user in users)
            user.LoseOpen();
    }

    private async Task<(List<string> Found, int Pages)> PageAsync(SearchQuery query, int[] limits, Func<Task> between)
    {
        var found = new List<string>();
        for (var pages = 0; ; )
        {
            var (hits, next) = await _volumes.PageAsync(query with { Limit = limits[pages % limits.Length] });
            found.AddRange(hits);
            (pages, _pages) = (pages + 1, _pages + 1);
            if (next is null || pages == 400)
                return (found, pages);
            query = query with { From = next };
            await between();
        }
    }

    private static SearchQuery[] Queries(UserId user, string asked)
    {
        var query = VolumesUnderTest.Query(user, asked);
        return [query, query with { IsOneEach = true }];
    }

    private static List<string> Ordered(SearchQuery query, List<string> hits) =>
        query.IsOneEach ? hits : [.. hits.Order(StringComparer.Ordinal)];
}
