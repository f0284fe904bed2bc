using Roundtable.Cli;
using Roundtable.Sqlite.Engine;

namespace Roundtable.Tests.Moving;

/// <summary>What <c>migrate</c> and <c>backup</c> say of databases that they must not read or write.</summary>
public sealed class DatabaseCommandTests : IAsyncLifetime
{
    private readonly MovingStore _files = MovingStore.Files();
    private readonly MovingStore _database = MovingStore.Database();

    public async ValueTask InitializeAsync()
    {
        await using var store = await _files.OpenAsync();
        await new RandomHistory(store, new Random(1)).WriteAsync(5, endsAll: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _files.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("backup")]
    public async Task A_store_goes_into_a_database_and_back_and_the_same_again_is_nothing(string command)
    {
        await using var back = MovingStore.Files();
        foreach (var written in new[] { true, false })
        {
            var (code, output, error) = await RunAsync(command, _files.Name, _database.Name);
            Assert.Equal((0, "", !written), (code, error, output.Contains("; 0 records written, ", StringComparison.Ordinal)));
        }

        Assert.Equal(0, (await RunAsync(command, _database.Name, back.Name)).Code);
        Assert.Equal(await _files.ExportAsync(), await back.ExportAsync());
    }

    [Fact]
    public async Task One_that_is_not_there_is_refused()
    {
        await RefusesAsync("There is no store at 'sqlite:/nowhere/at/all'.", "sqlite:/nowhere/at/all", _database.Name);
        Assert.False(File.Exists(_database.Path));
    }

    [Fact]
    public async Task One_that_somebody_serves_is_no_target()
    {
        await using var store = await _database.OpenAsync();

        await RefusesAsync($"'{_database.Path}' is in use by process {Environment.ProcessId}", _files.Name, _database.Name);
    }

    [Fact]
    public async Task One_that_holds_something_else_is_no_target()
    {
        await using (var store = await _database.OpenAsync())
            await new RandomHistory(store, new Random(2)).WriteAsync(3, endsAll: true);
        var export = await _database.ExportAsync();

        await RefusesAsync("it is no copy of this source. Nothing of it was changed", _files.Name, _database.Name);

        Assert.Equal(export, await _database.ExportAsync());
    }

    [Theory]
    [InlineData("pragma user_version = 99", "has version 99 of the schema, and this program knows up to 2; use a newer program.")]
    [InlineData("pragma application_id = 7", "is a database of another program; name another file.")]
    public async Task A_newer_one_and_another_programs_are_neither_source_nor_target(string change, string message)
    {
        await using (await _database.OpenAsync()) { }
        using (var database = Database.Open(_database.Path, mayCreate: false))
            database.Run(change);
        await using var other = MovingStore.Files();

        await RefusesAsync(message, _files.Name, _database.Name);
        await RefusesAsync(message, _database.Name, other.Name);

        Assert.Empty(Directory.EnumerateFileSystemEntries(other.Path));
        _database.Delete();
    }

    [Fact]
    public async Task Something_that_is_no_database_is_neither_source_nor_target()
    {
        await File.WriteAllTextAsync(_database.Path, new string('x', 9999), TestContext.Current.CancellationToken);
        await using var other = MovingStore.Files();

        await RefusesAsync("is not a SQLite database", _files.Name, _database.Name);
        await RefusesAsync("is not a SQLite database", _database.Name, other.Name);

        Assert.Equal(9999, new FileInfo(_database.Path).Length);
        _database.Delete();
    }

    private static async Task RefusesAsync(string message, string from, string to)
    {
        foreach (var command in new[] { "migrate", "backup" })
        {
            var (code, output, error) = await RunAsync(command, from, to);
            Assert.Equal((1, ""), (code, output));
            Assert.Contains(message, error, StringComparison.Ordinal);
            Assert.Single(error.TrimEnd().Split('\n'));
        }
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string command, string from, string to)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        string[] args = [command, "--from", from, "--to", to];
        return (await RoundtableCommand.InvokeAsync(args, output, error), output.ToString(), error.ToString());
    }
}
