using System.Security.Cryptography;
using Roundtable.Cli;
using Roundtable.Sqlite;
using Roundtable.Sqlite.Engine;

namespace Roundtable.Tests.Databases;

/// <summary>What only reads a database changes nothing: not the file, not its log, nothing beside it. What is refused stays as it is.</summary>
public sealed class OnlyReadingTests
{
    public static TheoryData<string> Readers => ["verify", "export", "users", "backup"];

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task After_a_kill_the_file_and_its_log_stay_as_they_were(string command)
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        var folder = Directory.CreateDirectory(Path.Combine(fixture.Sandbox.Root, "killed"));
        var file = Path.Combine(folder.FullName, "killed.db");
        using (var beside = Database.OpenToRead(fixture.File))
        {
            Assert.Equal("1", beside.Ask("select count(*) from user"));
            // Who writes beside a reader leaves the log to it, and a killed process leaves it to nobody.
            new UserDatabase(fixture.File, TimeProvider.System).Add("Grace");
            File.Copy(fixture.File, file);
            File.Copy(fixture.File + "-wal", file + "-wal");
        }

        var before = Digests(folder);
        await ReadAsync(command, file);

        Assert.InRange(new FileInfo(file + "-wal").Length, 1, long.MaxValue);
        Assert.Equal(before, Digests(folder));
        // And what is in the log was read.
        Assert.Equal(2, new UserDatabase(file, TimeProvider.System).List().Count());
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Beside_a_store_that_was_stopped_nothing_is_left(string command)
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        var folder = new DirectoryInfo(fixture.Sandbox.Data);
        var names = Names(folder);
        var before = Digests(folder);

        await ReadAsync(command, fixture.File);

        Assert.Equal(names, Names(folder));
        Assert.Equal(before, Digests(folder));
    }

    [Theory]
    [InlineData("serve", "--store")]
    [InlineData("migrate", "--to")]
    [InlineData("backup", "--to")]
    public async Task Beside_a_file_that_is_not_ours_nothing_is_made(string command, string option)
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        var folder = Directory.CreateDirectory(Path.Combine(fixture.Sandbox.Root, "foreign"));
        SqliteShell.Run(Path.Combine(folder.FullName, "foreign.db"), "pragma journal_mode = wal; create table theirs (id)");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "letter.txt"), "Dear", TestContext.Current.CancellationToken);
        var names = Names(folder);
        var before = Digests(folder);
        foreach (var name in names)
        {
            string[] source = command == "serve" ? ["--urls", "http://127.0.0.1:0"] : ["--from", $"sqlite:{fixture.File}"];

            var (code, error) = await RunAsync([command, .. source, option, $"sqlite:{Path.Combine(folder.FullName, name)}"]);

            Assert.Equal(1, code);
            Assert.Contains("name another file", error, StringComparison.Ordinal);
        }

        Assert.Equal(2, names.Count);
        Assert.Equal(names, Names(folder));
        Assert.Equal(before, Digests(folder));
    }

    private static async Task ReadAsync(string command, string file)
    {
        string[] args = command switch
        {
            "users" => ["users", "list", "--store", $"sqlite:{file}"],
            "backup" => ["backup", "--from", $"sqlite:{file}", "--to", $"sqlite:{file}.copy/copy.db"],
            _ => [command, "--store", $"sqlite:{file}"],
        };
        Assert.Equal((0, ""), await RunAsync(args));
        if (command == "backup")
            Directory.Delete(file + ".copy", recursive: true);
    }

    private static async Task<(int Code, string Error)> RunAsync(string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await RoundtableCommand.InvokeAsync(args, output, error);
        return (code, error.ToString());
    }

    private static List<string> Names(DirectoryInfo folder) => [.. folder.EnumerateFiles().Select(file => file.Name).Order()];

    /// <summary>SQLite's index of the log says nothing that the log does not, and is made anew by whoever opens it first.</summary>
    private static Dictionary<string, string> Digests(DirectoryInfo folder) =>
        folder
            .EnumerateFiles()
            .Where(file => !file.Name.EndsWith("-shm", StringComparison.Ordinal))
            .ToDictionary(file => file.Name, file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.FullName))));
}
