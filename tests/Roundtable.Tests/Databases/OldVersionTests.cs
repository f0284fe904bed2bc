using Roundtable.Sqlite;
using Roundtable.Sqlite.Verification;
using Roundtable.Tests.Moving;

namespace Roundtable.Tests.Databases;

/// <summary>A database of any earlier version is read as it is, and brought forward where it is served.</summary>
public sealed class OldVersionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Version_1_keeps_every_byte_and_gets_its_index_beside_the_serving()
    {
        await using var database = MovingStore.Database();
        await using (var store = await database.OpenAsync())
            await new RandomHistory(store, new Random(7)).WriteAsync(15, endsAll: true);
        var export = await database.ExportAsync();
        OldDatabase.Replace(database.Path);

        Assert.Equal(export, await database.ExportAsync());
        Assert.Equal(["1"], SqliteShell.Run(database.Path, "pragma user_version"));
        Assert.Single((await VerifyAsync(database)).Notes);

        await using (var store = (SqliteStore)await database.OpenAsync())
            await IndexedAsync(store);

        Assert.Equal(export, await database.ExportAsync());
        Assert.Equal(["2"], SqliteShell.Run(database.Path, "pragma user_version"));
        var summary = await VerifyAsync(database);
        Assert.Empty(summary.Damage);
        Assert.Empty(summary.Notes);
        Assert.False(SqliteShell.Holds(database.Path, "us01_old"));
        Assert.NotEqual(["0"], SqliteShell.Run(database.Path, "select count(*) from passage"));
    }

    [Fact]
    public async Task What_brings_a_version_forward_makes_the_schema_of_a_new_file()
    {
        await using var database = MovingStore.Database();
        await (await database.OpenAsync()).DisposeAsync();
        const string Schema = "select sql from sqlite_schema order by name";
        var expected = SqliteShell.Run(database.Path, Schema);
        OldDatabase.Replace(database.Path);
        Assert.NotEqual(expected, SqliteShell.Run(database.Path, Schema));

        await (await database.OpenAsync()).DisposeAsync();

        Assert.Equal(expected, SqliteShell.Run(database.Path, Schema));
    }

    /// <summary>Reads until the index is there.</summary>
    internal static async Task IndexedAsync(SqliteStore store)
    {
        while (!store.IsIndexed)
            await store.FindUserAsync(new UserId(1), Cancellation);
    }

    private static Task<Roundtable.Verification.VerificationSummary> VerifyAsync(MovingStore database) =>
        new SqliteVerifier(database.Path).VerifyAsync(progress: null, Cancellation);
}
