using Roundtable.Sqlite.Verification;
using Roundtable.Tests.Moving;

namespace Roundtable.Tests.Databases;

/// <summary>Beside a database that is being written, verify never cries wolf, and still finds what is damaged.</summary>
public sealed class BesideADatabaseWriterTests(ITestOutputHelper output)
{
    private static readonly int Rounds = RunLength.Rounds(shortForm: 25, longForm: 500);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_never_cries_wolf_and_finds_what_is_damaged()
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        await using var store = await fixture.OpenAsync();
        using var stop = new CancellationTokenSource();
        var (history, written) = (new RandomHistory(store, new Random(31)), 0);
        var writing = Task.Run(
            async () =>
            {
                for (; !stop.IsCancellationRequested; written++)
                    await history.WriteAsync(1, endsAll: false);
            },
            Cancelled
        );
        var seen = new List<long>();
        for (var round = 0; round < Rounds; round++)
        {
            var summary = await new SqliteVerifier(fixture.File).VerifyAsync(progress: null, Cancelled);
            Assert.Empty(summary.Damage);
            seen.Add(summary.Messages);
        }

        // The shell writes as another program would, beside both.
        SqliteShell.Run(
            fixture.File,
            "pragma busy_timeout = 10000; update chunk set tokens = tokens || 'x' where message_id = 'us01-co01-ms02' and seq = 1"
        );
        fixture.Sandbox.IsDamaged = true;
        var damaged = await new SqliteVerifier(fixture.File).VerifyAsync(progress: null, Cancelled);

        await stop.CancelAsync();
        await writing;
        Assert.Contains(damaged.Damage, finding => finding.Id == "us01-co01-ms02-001");
        Assert.True(seen.Distinct().Count() > 1, "Nothing was written meanwhile.");
        output.WriteLine($"{Rounds} times beside a writer, who wrote {written} conversations: {seen[0]} to {seen[^1]} messages.");
    }
}
