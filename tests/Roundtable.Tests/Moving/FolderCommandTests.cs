using Roundtable.Cli;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Moving;

/// <summary>What <c>migrate</c> says of folders that it must not read or write.</summary>
public sealed class FolderCommandTests : IAsyncLifetime
{
    private readonly MovingStore _source = MovingStore.Files();
    private readonly MovingStore _target = MovingStore.Files();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using var store = await _source.OpenAsync();
        await new RandomHistory(store, new Random(1)).WriteAsync(10, endsAll: false);
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _target.DisposeAsync();
    }

    [Fact]
    public async Task A_folder_with_foreign_files_is_refused_and_left_as_it_is()
    {
        _target.Sandbox.Expect("letter.txt");
        await File.WriteAllTextAsync(Path.Combine(_target.Path, "letter.txt"), "Dear", Cancelled);

        await RefusesAsync(
            "holds 'letter.txt', which is not Roundtable's",
            "migrate",
            "--from",
            _source.Name,
            "--to",
            _target.Name
        );

        Assert.Single(Directory.EnumerateFileSystemEntries(_target.Path));
    }

    [Fact]
    public async Task A_newer_source_is_refused()
    {
        var facts = new CraftedFolder(_source.Path);
        facts.Change("users/us01/user.json", user => user["format"] = 2);
        _source.Sandbox.ExpectDamaged("users/us01/user.json");

        await RefusesAsync(
            "was written by a newer version; use the program that wrote it",
            "migrate",
            "--from",
            _source.Name,
            "--to",
            _target.Name
        );
        Directory.Delete(_target.Path, recursive: true);
    }

    [Fact]
    public async Task A_damaged_source_is_refused_until_it_is_repaired()
    {
        var spoilt = Directory.EnumerateFiles(_source.Path, "us01-co*-ms*-001.json", SearchOption.AllDirectories).First();
        await File.WriteAllBytesAsync(spoilt, [1, 2, 3], Cancelled);

        await RefusesAsync(
            $"'{Path.GetRelativePath(_source.Path, spoilt)}' is damaged: checksum. 'roundtable verify' lists all damage",
            "migrate",
            "--from",
            _source.Name,
            "--to",
            _target.Name
        );
        await RefusesAsync("is the unfinished target of 'roundtable migrate --from", "serve", "--store", _target.Name);

        Assert.Equal(0, (await RunAsync("repair", "--store", _source.Name)).Code);
        Assert.Equal(0, (await MoveAsync("migrate")).Code);
        Assert.Equal(await _source.ExportAsync(), await _target.ExportAsync());
        var (code, output, _) = await RunAsync("verify", "--store", _target.Name);
        Assert.Equal(0, code);
        Assert.Contains("Everything is sound but for 1 known losses.", output, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output, string Error)> MoveAsync(string command) =>
        RunAsync(command, "--from", _source.Name, "--to", _target.Name);

    private static async Task RefusesAsync(string message, params string[] args)
    {
        var (code, output, error) = await RunAsync(args);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await RoundtableCommand.InvokeAsync(
            args[0] == "serve" ? [.. args, "--urls", "http://127.0.0.1:0"] : args,
            output,
            error
        );
        return (code, output.ToString(), error.ToString());
    }
}
