using System.Net;
using System.Text.Json;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>A conversation's facts are changed: what is absent stays, and nobody's change is overwritten unseen.</summary>
public abstract class ChangeTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    [Fact]
    public async Task What_is_absent_stays_as_it_is_and_the_rest_is_the_next_revision()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        var path = await server.CreateAsync(
            """{ "title": "Rome", "participants": ["critic"], "metadata": { "a": "1", "b": "2" } }"""
        );

        var archived = await PatchAsync(server, path, """{ "archived": true }""");
        Assert.Equal("Rome", archived.Body.GetProperty("title").GetString());
        Assert.Equal("\"2.0\"", archived.ETag);
        var renamed = await PatchAsync(server, path, """{ "title": "", "metadata": { "c": "3" }, "participants": [] }""");

        Assert.Equal(("", true, 3), Facts(renamed.Body));
        Assert.Equal("""{"c":"3"}""", renamed.Body.GetProperty("metadata").GetRawText());
        Assert.Equal(0, renamed.Body.GetProperty("participants").GetArrayLength());
        Assert.Equal(("", true, 3), Facts(await server.GetAsync(path)));
    }

    [Fact]
    public async Task Changes_of_different_members_at_once_all_survive()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        var path = await server.CreateAsync();
        for (var round = 1; round <= 20; round++)
        {
            string[] changes =
            [
                $$"""{ "title": "{{round}}" }""",
                $$"""{ "metadata": { "round": "{{round}}" } }""",
                $$"""{ "archived": {{(round % 2 == 1 ? "true" : "false")}} }""",
                $$"""{ "participants": ["{{(round % 2 == 1 ? "sage" : "critic")}}"] }""",
            ];
            await Task.WhenAll(changes.Select(change => PatchAsync(server, path, change)));

            var found = await server.GetAsync(path);
            Assert.Equal(($"{round}", round % 2 == 1, 1 + (4 * round)), Facts(found));
            Assert.Equal($"{round}", found.GetProperty("metadata").GetProperty("round").GetString());
        }
    }

    [Fact]
    public async Task A_change_based_on_an_old_revision_is_412_and_one_on_the_newest_is_made_whatever_was_said_since()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        var path = await server.CreateAsync();
        var first = await PatchAsync(server, path, """{ "title": "One" }""", "\"1.0\"");
        await server.SayAsync(path, "Something", agents: "[]");

        var stale = await PatchAsync(server, path, """{ "title": "Two" }""", "\"1.0\"", HttpStatusCode.PreconditionFailed);
        await PatchAsync(server, path, """{ "title": "Two" }""", "\"9.0\"", HttpStatusCode.PreconditionFailed);
        await PatchAsync(server, path, """{ "title": "Two" }""", "nonsense", HttpStatusCode.PreconditionFailed);
        Assert.Equal("/problems/stale", stale.Body.GetProperty("type").GetString());
        Assert.Equal(("Two", false, 3), Facts((await PatchAsync(server, path, """{ "title": "Two" }""", first.ETag)).Body));
        Assert.Equal(("Three", false, 4), Facts((await PatchAsync(server, path, """{ "title": "Three" }""", "*")).Body));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "title": "One", "participants": ["sage"], "archived": false }""")]
    [InlineData("""{ "metadata": { "a": "b" } }""")]
    public async Task What_is_so_already_is_no_revision(string json)
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        var path = await server.CreateAsync("""{ "title": "One", "participants": ["sage"], "metadata": { "a": "b" } }""");
        var before = await server.GetAsync(path + "?messages=false");

        var (body, tag) = await PatchAsync(server, path, json);

        Assert.Equal(before.GetRawText(), body.GetRawText());
        Assert.Equal("\"1.0\"", tag);
        await PatchAsync(server, path, json, "\"9.0\"", HttpStatusCode.PreconditionFailed);
        Assert.Equal(1, (await server.GetAsync(path)).GetProperty("revision").GetInt32());
    }

    [Theory]
    [InlineData("""{ "title": 1 }""")]
    [InlineData("""{ "owner": "us02" }""")]
    [InlineData("""{ "participants": ["nobody"] }""")]
    [InlineData("""{ "archived": "yes" }""")]
    [InlineData("[]")]
    public async Task What_is_no_change_is_refused_and_changes_nothing(string json)
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        var path = await server.CreateAsync();

        await PatchAsync(server, path, json, null, HttpStatusCode.BadRequest);

        Assert.Equal(("", false, 1), Facts(await server.GetAsync(path)));
    }

    private static (string?, bool, int) Facts(JsonElement conversation) =>
        (
            conversation.GetProperty("title").GetString(),
            conversation.GetProperty("archived").GetBoolean(),
            conversation.GetProperty("revision").GetInt32()
        );

    private static async Task<(JsonElement Body, string? ETag)> PatchAsync(
        RunningServer server,
        string path,
        string json,
        string? ifMatch = null,
        HttpStatusCode expected = HttpStatusCode.OK
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, path) { Content = RunningServer.Json(json) };
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await server.Client.SendAsync(request, Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.StatusCode == expected, $"{response.StatusCode}: {text}");
        return (JsonSerializer.Deserialize<JsonElement>(text), response.Headers.ETag?.Tag);
    }
}
