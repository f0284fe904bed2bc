using System.Net.Http.Json;
using System.Text.Json;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Edge;
using Roundtable.Tests.Sandbox;
using Roundtable.Tests.Wire;

namespace Roundtable.Tests.Cli;

/// <summary>
/// What a compiler may leave out of an executable that it compiles ahead, because nobody seems to call it: what is found by
/// reflection elsewhere. <c>./test.sh</c> runs this with the native one, too.
/// </summary>
public sealed class ExecutableTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task It_is_the_one_that_was_named()
    {
        var named = Environment.GetEnvironmentVariable("ROUNDTABLE_EXECUTABLE") is { Length: > 0 } native ? native : "dotnet";
        await using var process = await ServerProcess.ServeAsync(_sandbox.Data);

        var run = File.ResolveLinkTarget($"/proc/{process.Id}/exe", returnFinalTarget: false)!.FullName;

        Assert.EndsWith(Path.GetFileName(named), run, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_describes_itself_and_has_its_page_and_reference_inside()
    {
        await using var process = await ServerProcess.ServeAsync(_sandbox.Data);
        using var client = await process.ConnectAsync();

        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Cancelled);

        Approval.Require("docs/openapi.json", JsonSerializer.Serialize(document, WireText.Readable) + "\n");
        Assert.Contains("Roundtable", await client.GetStringAsync("/", Cancelled), StringComparison.Ordinal);
        Assert.Contains("Roundtable", await client.GetStringAsync("/docs", Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_asks_a_model_and_makes_HTML_of_the_answer()
    {
        await using var models = await ModelServer.StartAsync(
            Script.Say("# Rome\n\n```csharp\nvar ", "days = 2;\n```\n\n<b>Go.</b>")
        );
        var config = Configured(
            $$"""
            "Agents": [{ "Id": "guide", "Provider": "local", "Model": "any" }], "Providers": { "local": { "Endpoint": "{{models.Endpoint}}" } }
            """
        );
        await using var process = await ServerProcess.ServeAsync(_sandbox.Data, "--config", config);
        using var client = await process.ConnectAsync();
        await client.PostAsync("/api/conversations", RunningServer.Json("{}"), Cancelled);
        await client.PostAsync(
            "/api/conversations/us01-co01/messages",
            RunningServer.Json("""{ "content": "Rome?" }"""),
            Cancelled
        );
        const string Reply = "/api/conversations/us01-co01/messages/us01-co01-ms02";
        await using (var reader = await EventReader.OpenAsync(client, new HttpRequestMessage(HttpMethod.Get, Reply + "/stream")))
            Assert.Equal("complete", (await reader.ReadAllAsync())[^1].Name);

        var reply = await client.GetStringAsync(Reply + "?format=html", Cancelled);

        Assert.Contains("hl-keyword", reply, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;Go.", JsonDocument.Parse(reply).RootElement.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"Agents\": [{ \"Idd\": \"x\" }]", "Roundtable:Agents:0:Idd")]
    [InlineData("\"Providers\": { \"local\": { \"Endpointt\": \"x\" } }", "Roundtable:Providers:local:Endpointt")]
    [InlineData("\"Storage\": { \"SealAfter\": { \"Days\": 1 } }", "Roundtable:Storage:SealAfter:Days")]
    [InlineData("\"Limits\": { \"ConnectionsMaxx\": 1 }", "Roundtable:Limits:ConnectionsMaxx")]
    public async Task It_knows_what_is_not_a_setting(string settings, string key)
    {
        await using var process = ServerProcess.Start(["serve", "--config", Configured(settings)]);

        Assert.Equal(1, await process.ExitCodeAsync());
        Assert.Equal($"{key} is not a setting; see docs/configuration.md.", process.Error.Trim());
    }

    [Theory]
    [InlineData("\"Access\": { \"ApiKeys\": \"\" }", "Roundtable:Access:ApiKeys")]
    [InlineData("\"Shutdown\": { \"Drain\": \"\" }", "Roundtable:Shutdown:Drain")]
    [InlineData("\"Streaming\": { \"BundleTokens\": \"\" }", "Roundtable:Streaming:BundleTokens")]
    public async Task An_empty_setting_is_refused_and_not_taken_for_the_default(string settings, string key)
    {
        await using var process = ServerProcess.Start(["serve", "--config", Configured(settings)]);

        Assert.Equal(1, await process.ExitCodeAsync());
        Assert.Contains($"'' at '{key}'", process.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_keeps_users_and_moves_and_verifies_stores()
    {
        var database = $"sqlite:{Path.Combine(_sandbox.Root, "moved.db")}";
        Assert.Contains(
            "us01",
            await RunAsync("users", "add", "Ada", "--store", $"files:{_sandbox.Data}"),
            StringComparison.Ordinal
        );
        await RunAsync("migrate", "--from", $"files:{_sandbox.Data}", "--to", database);

        Assert.Contains("Ada", await RunAsync("users", "list", "--store", database), StringComparison.Ordinal);
        Assert.Contains("\"name\":\"Ada\"", await RunAsync("export", "--store", database), StringComparison.Ordinal);
        using var report = JsonDocument.Parse(await RunAsync("verify", "--json", "--store", database));
        Assert.Equal(JsonValueKind.Object, report.RootElement.ValueKind);
    }

    private static async Task<string> RunAsync(params string[] args)
    {
        await using var process = ServerProcess.Start(args);
        Assert.True(await process.ExitCodeAsync() == 0, process.Output + process.Error);
        return process.Output;
    }

    private string Configured(string settings)
    {
        var path = Path.Combine(_sandbox.Root, "settings.json");
        File.WriteAllText(path, $$"""{ "Roundtable": { {{settings}} } }""");
        return path;
    }
}
