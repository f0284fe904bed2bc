using System.Globalization;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Schema;
using Roundtable.Sqlite.Verification;

namespace Roundtable.Tests.Databases;

/// <summary>Several connections see a database as it was at one moment, however much is committed beside them.</summary>
public sealed class OneMomentTests(ITestOutputHelper output)
{
    private const int Readers = 3;
    private const string Ask = "select value from meta where name = 'test count'";
    private static readonly int Rounds = RunLength.Rounds(300, 5_000);

    [Fact]
    public async Task All_of_them_read_the_same()
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() => Write(fixture.File, stop.Token), CancellationToken.None);
        var (seen, shared) = (new HashSet<string?>(), 0);
        for (var round = 0; round < Rounds; round++)
        {
            using var first = DatabaseSettings.OpenToRead(fixture.File);
            using var moment = OneMoment.Begin(first, fixture.File, Readers);
            var said = new List<(Database By, string? Value)>();
            for (var reader = Readers - 1; reader >= 0; reader--)
                said.Add(await moment.ReadAsync(reader, it => (it, it.Ask(Ask)), CancellationToken.None));

            seen.Add(Assert.Single(said.Select(one => one.Value).Distinct()));
            shared += said.Select(one => one.By).Distinct().Count() == 1 ? 1 : 0;
        }

        await stop.CancelAsync();
        var written = await writing;
        Assert.InRange(seen.Count, 2, int.MaxValue);
        output.WriteLine($"{written} commits beside {Rounds} moments, of which {shared} were read by one connection alone.");
    }

    private static int Write(string file, CancellationToken cancellationToken)
    {
        using var database = DatabaseSettings.OpenToWrite(file, Durability.ProcessOnlyLossyOnPowerCut);
        var count = 0;
        for (; !cancellationToken.IsCancellationRequested; count++)
            database.Run(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"insert into meta (name, value) values ('test count', {count}) on conflict do update set value = excluded.value"
                )
            );
        database.Run("delete from meta where name = 'test count'");
        return count;
    }
}
