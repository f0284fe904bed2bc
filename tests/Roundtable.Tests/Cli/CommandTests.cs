using System.Diagnostics;
using Roundtable.Cli;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Cli;

/// <summary>Commands say what they did, or in one line why not.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Users_are_added_and_listed()
    {
        Assert.StartsWith(
            "us01\trt_us01_",
            (await RunAsync("users", "add", "Ada", "--store", Store)).Output,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "us02\trt_us02_",
            (await RunAsync("users", "--store", Store, "add", "Grüße 😀")).Output,
            StringComparison.Ordinal
        );

        var (code, output, _) = await RunAsync("users", "list", "--store", Store);

        Assert.Equal(0, code);
        Assert.Equal(
            [("us01", "Ada"), ("us02", "Grüße 😀")],
            output
                .Split(Environment.NewLine)
                .Select(line => line.Split('\t'))
                .Where(parts => UserId.TryParse(parts[0], null, out _))
                .Select(parts => (parts[0], parts[2]))
        );
    }

    [Fact]
    public async Task Users_are_added_beside_a_server()
    {
        await using var server = await Edge.RunningServer.StartAsync(_sandbox);

        Assert.StartsWith("us02\t", (await RunAsync("users", "add", "Ada", "--store", Store)).Output, StringComparison.Ordinal);
        Assert.StartsWith("us01\t", (await RunAsync("users", "list", "--store", Store)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("users add Ada --store mongo:x", "'mongo:x' is not a store; use files:DIR or sqlite:FILE.")]
    [InlineData("users add Ada --store files:", "'files:' is not a store; use files:DIR or sqlite:FILE.")]
    [InlineData("users list --store /nowhere", "'/nowhere' is not a store; use files:DIR or sqlite:FILE.")]
    [InlineData("users list --store files:/nowhere/at/all", "There is no store at files:/nowhere/at/all.")]
    [InlineData("users list --store sqlite:/nowhere/at/all", "There is no store at sqlite:/nowhere/at/all.")]
    [InlineData("users key us01 --store sqlite:/nowhere/at/all", "There is no user 'us01'.")]
    [InlineData("users revoke us01-0123456789ab --store sqlite:/nowhere/at/all", "Nobody has such a key")]
    [InlineData("users key us01 --store files:/nowhere/at/all", "There is no user 'us01'.")]
    [InlineData("users revoke rt_us01_x --store files:/nowhere/at/all", "Nobody has such a key")]
    [InlineData("serve --store postgres:x", "'postgres:x' is not a store; use files:DIR or sqlite:FILE.")]
    [InlineData("--urls http://0.0.0.0:80", "'http://0.0.0.0:80' is not a loopback address, and without API keys")]
    [InlineData("--urls http://chat.example.org", "'http://chat.example.org' names a host;")]
    [InlineData("--urls https://127.0.0.1:80", "'https://127.0.0.1:80' is not an address to listen on")]
    [InlineData("--urls 5080", "'5080' is not an address to listen on")]
    [InlineData("--urls http://localhost:0", "A free port is chosen on one address only")]
    [InlineData("--config /nowhere.json", "Cannot read '/nowhere.json'")]
    [InlineData("nonsense", "Unrecognized command or argument 'nonsense'.")]
    [InlineData("users add", "Required argument 'NAME' missing")]
    public async Task What_cannot_be_done_is_said_and_is_not_0(string line, string expected)
    {
        var (code, _, error) = await RunAsync(line.Split(' '));

        Assert.NotEqual(0, code);
        Assert.StartsWith(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_has_a_name()
    {
        Assert.StartsWith(
            "'' is not a name",
            (await RunAsync("users", "add", "", "--store", Store)).Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Ada\nus99")]
    [InlineData("Ada\tx")]
    [InlineData("\u001b[31mAda")]
    [InlineData("Ada\u0085")]
    public async Task A_user_s_name_is_one_line_of_text(string name)
    {
        var (code, _, error) = await RunAsync("users", "add", name, "--store", Store);

        Assert.Equal(1, code);
        Assert.EndsWith(
            "is not a name; use 1 to 200 characters, and none that controls a terminal.",
            error,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(error, char.IsControl);
    }

    [Fact]
    public async Task A_working_directory_that_is_gone_is_said()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_sandbox.Root, "gone")).FullName;
        var command = Path.Combine(AppContext.BaseDirectory, "Roundtable.Cli.dll");
        string[] script = ["-c", """cd "$0" && rmdir "$0" && exec dotnet "$@" """, folder, command, "serve"];
        using var process = new Process { StartInfo = new("sh", script) { RedirectStandardError = true } };
        process.Start();

        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith("The working directory is gone; ", Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("serve --help")]
    [InlineData("users --help")]
    [InlineData("users add --help")]
    [InlineData("users list --help")]
    [InlineData("users key --help")]
    [InlineData("users revoke --help")]
    public async Task Every_command_has_help(string line)
    {
        var (code, output, _) = await RunAsync(line.Split(' '));

        Assert.Equal(0, code);
        Assert.Contains("--store <files:DIR|sqlite:FILE>", output, StringComparison.Ordinal);
    }

    private string Store => $"files:{_sandbox.Data}";

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await RoundtableCommand.InvokeAsync(args, output, error);
        return (code, output.ToString().Trim(), error.ToString().Trim());
    }
}
