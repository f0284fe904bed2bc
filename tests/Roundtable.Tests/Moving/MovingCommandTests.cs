using Roundtable.Cli;

namespace Roundtable.Tests.Moving;

/// <summary><c>migrate</c>, <c>backup</c> and <c>export</c> say what they did, and refuse in one line what they must not do.</summary>
public abstract class MovingCommandTests(string from, string to) : IAsyncLifetime
{
    private readonly MovingStore _source = MovingStore.Of(from);
    private readonly MovingStore _target = MovingStore.Of(to);

    public async ValueTask InitializeAsync()
    {
        await using var store = await _source.OpenAsync();
        await new RandomHistory(store, new Random(1)).WriteAsync(10, endsAll: false);
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _target.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("migrate", "Finished: both sides were read and compared. Start with --store {0}.\n")]
    [InlineData("backup", "Finished: {0} was read and compared.\n")]
    public async Task A_store_is_copied_and_the_same_command_again_has_nothing_to_do(string command, string outcome)
    {
        var (code, output, error) = await MoveAsync(command);

        Assert.Equal((0, ""), (code, error));
        Assert.Contains(" users, 10 conversations, ", output, StringComparison.Ordinal);
        Assert.EndsWith($"\n{outcome.Replace("{0}", _target.Name, StringComparison.Ordinal)}", output, StringComparison.Ordinal);
        (code, output, error) = await MoveAsync(command);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("; 0 records written, ", output, StringComparison.Ordinal);
        Assert.EndsWith(
            $"Nothing to do: {_target.Name} has everything that {_source.Name} has.\n",
            output,
            StringComparison.Ordinal
        );
        Assert.Equal((0, ""), await VerifyAsync());
    }

    [Fact]
    public async Task Two_stores_with_the_same_in_them_export_the_same()
    {
        await MoveAsync("migrate");

        var (code, lines, _) = await RunAsync("export", "--store", _source.Name);

        Assert.Equal(0, code);
        Assert.Equal(string.Concat(await _source.ExportAsync()), lines);
        Assert.Equal(lines, (await RunAsync("export", "--store", _target.Name)).Output);
    }

    [Fact]
    public async Task A_source_that_is_not_there_and_a_target_that_is_the_source_are_refused()
    {
        await RefusesAsync(
            "There is no store at 'files:/nowhere/at/all'.",
            "migrate",
            "--from",
            "files:/nowhere/at/all",
            "--to",
            _target.Name
        );
        await RefusesAsync(
            "There is no store at 'files:/nowhere/at/all'.",
            "backup",
            "--from",
            "files:/nowhere/at/all",
            "--to",
            _target.Name
        );
        await RefusesAsync(
            "cannot be copied into itself; name another target.",
            "migrate",
            "--from",
            _source.Name,
            "--to",
            _source.Name
        );
        await RefusesAsync("There is no store at 'files:/nowhere/at/all'.", "export", "--store", "files:/nowhere/at/all");
        Assert.Empty(_target.Contents());
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("backup")]
    public async Task A_target_that_somebody_serves_is_refused(string command)
    {
        await using var store = await _target.OpenAsync();

        await RefusesAsync(
            $"'{_target.Path}' is in use by process {Environment.ProcessId}",
            command,
            "--from",
            _source.Name,
            "--to",
            _target.Name
        );
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("backup")]
    public async Task A_target_that_holds_something_else_is_refused_and_left_as_it_is(string command)
    {
        await using (var store = await _target.OpenAsync())
            await new RandomHistory(store, new Random(2)).WriteAsync(3, endsAll: true);
        var (files, export) = (_target.Contents(), await _target.ExportAsync());

        await RefusesAsync(
            "it is no copy of this source. Nothing of it was changed",
            command,
            "--from",
            _source.Name,
            "--to",
            _target.Name
        );

        Assert.Equal(export, await _target.ExportAsync());
        Assert.Equal(files.Keys.Order(), _target.Contents().Keys.Order());
        if (to == "files")
            Assert.Equal(files, _target.Contents());
    }

    [Fact]
    public async Task Every_command_refuses_an_unfinished_target_and_says_how_to_go_on()
    {
        await using (var store = await _source.OpenAsync())
        {
            var (code, output, error) = await MoveAsync("migrate");
            Assert.Equal((2, ""), (code, error));
            Assert.EndsWith(
                $"{_source.Name} is served, so {_target.Name} is not finished: stop the server, and run the same command again for the rest.\n",
                output,
                StringComparison.Ordinal
            );
        }

        var message =
            $"'{_target.Path}' is the unfinished target of 'roundtable migrate --from {_source.Name} --to {_target.Name}'. Run that again";
        string[][] commands =
        [
            ["serve"],
            ["verify"],
            ["repair"],
            ["export"],
            ["users", "list"],
            ["users", "add", "Ada"],
            ["users", "key", "us01"],
        ];
        foreach (var command in commands)
            await RefusesAsync(message, [.. command, "--store", _target.Name]);
        await RefusesAsync(message, "migrate", "--from", _target.Name, "--to", $"files:{_source.Place.Root}/other");
        await RefusesAsync("and of nothing else", "backup", "--from", _source.Name, "--to", _target.Name);

        Assert.Equal(0, (await MoveAsync("migrate")).Code);
        Assert.Equal((0, ""), await VerifyAsync());
    }

    private async Task<(int, string)> VerifyAsync()
    {
        var (code, _, error) = await RunAsync("verify", "--store", _target.Name);
        return (code, error);
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
