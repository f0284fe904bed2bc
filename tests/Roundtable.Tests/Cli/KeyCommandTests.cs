using Roundtable.Cli;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Cli;

/// <summary>Keys from the command line: shown once, listed without the secret, revoked by themselves or by their id.</summary>
public sealed class KeyCommandTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_is_shown_once_and_revoked_by_itself_or_by_its_id(bool isByItself)
    {
        var first = (await RunAsync("add", "Ada")).Split('\t')[1];
        var second = await RunAsync("key", "us01");
        Assert.NotEqual(first, second);
        var listed = await ListAsync();
        Assert.Equal(["Ada", "key", "key"], listed.Select(line => line[2]));

        Assert.Equal(listed[1][0], await RunAsync("revoke", isByItself ? first : listed[1][0]));

        var after = await ListAsync();
        Assert.StartsWith("revoked 2", after[1][2], StringComparison.Ordinal);
        Assert.Equal("key", after[2][2]);
        foreach (var file in Directory.GetFiles(_sandbox.PathOf("users/us01")))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.DoesNotContain(first.Split('_', 3)[2], text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_user_whom_the_server_adds_can_be_given_a_key_beside_it()
    {
        await using var server = await Edge.RunningServer.StartAsync(_sandbox);

        Assert.StartsWith("rt_us01_", await RunAsync("key", "us01"), StringComparison.Ordinal);
    }

    private async Task<string[][]> ListAsync() =>
        [.. (await RunAsync("list")).Split(Environment.NewLine).Select(line => line.Split('\t'))];

    private async Task<string> RunAsync(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await RoundtableCommand.InvokeAsync(["users", .. words, "--store", $"files:{_sandbox.Data}"], output, error);
        Assert.Equal((0, ""), (code, error.ToString()));
        return output.ToString().Trim();
    }
}
