using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Roundtable.Cli;
using Roundtable.Tests.Cli;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Probing;

/// <summary>
/// A thousand requests at once, of all routes, wave after wave, while replies stream: no error but those that the contract
/// names, and whatever was acknowledged is there afterwards, also for a successor of the killed process.
/// </summary>
public abstract class MixedLoadTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    private const int AtOnce = 1_000;

    [Fact]
    public async Task A_thousand_requests_at_once_of_all_routes_lose_nothing()
    {
        var seed = int.TryParse(
            Environment.GetEnvironmentVariable("ROUNDTABLE_SEED"),
            CultureInfo.InvariantCulture,
            out var given
        )
            ? given
            : Random.Shared.Next();
        var ledger = new MixedLedger();
        var config = Path.Combine(Sandbox.Root, "mixed.json");
        await File.WriteAllTextAsync(
            config,
            """
            { "Roundtable": { "Agents": [
              { "Id": "sage", "TokensPerSecond": 300 },
              { "Id": "critic", "TokensPerSecond": 150 } ] } }
            """,
            Cancelled
        );
        await using (var server = await ServerProcess.ServeAsync(Sandbox.Store, "--config", config))
        {
            var key = StoreUsers.Of(StoreName.Parse(Sandbox.Store)).AddKey(new UserId(1))!.Reveal();
            using var client = await server.ConnectAsync();
            await AssertAllRoutesAsync(client);
            var random = new Random(seed);
            for (var i = 0; i < 20; i++)
                await new MixedClient(client, ledger, key, random.Next()).CreateAsync();
            for (var wave = RunLength.Rounds(4, 60); wave > 0; wave--)
            {
                var actions = Enumerable.Range(0, AtOnce).Select(i => MixedClient.Routes.ElementAt(i % MixedClient.Routes.Count));
                var callers = actions.Select(action => (action, new MixedClient(client, ledger, key, random.Next()))).ToList();
                await Task.WhenAll(callers.Select(caller => caller.action.Value(caller.Item2)));
            }

            await EndAsync(client, ledger);
            await JudgeAsync(client, ledger);
            server.Crash();
        }

        await using var next = await ServerProcess.ServeAsync(Sandbox.Store);
        using var reader = await next.ConnectAsync();
        await JudgeAsync(reader, ledger);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {ledger.Figures}");
    }

    /// <summary>A route that is new and missing here fails the test.</summary>
    private static async Task AssertAllRoutesAsync(HttpClient client)
    {
        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Cancelled);
        var methods = (string[])["get", "post", "put", "patch", "delete"];
        Assert.Equal(
            document
                .GetProperty("paths")
                .EnumerateObject()
                .SelectMany(path => path.Value.EnumerateObject().Select(operation => (path.Name, Method: operation.Name)))
                .Where(operation => methods.Contains(operation.Method))
                .Select(operation => $"{operation.Method.ToUpperInvariant()} {operation.Name}")
                .Order(StringComparer.Ordinal),
            MixedClient.Routes.Keys.Order(StringComparer.Ordinal)
        );
    }

    /// <summary>Waits until every reply has ended: a list that nobody touches shows all of it.</summary>
    private static async Task EndAsync(HttpClient client, MixedLedger ledger)
    {
        foreach (var conversation in ledger.Conversations)
        {
            foreach (var message in ledger.Messages(conversation).Keys)
            {
                using var events = await client.GetAsync($"{conversation}/messages/{message}/stream", Cancelled);
                await events.Content.CopyToAsync(Stream.Null, Cancelled);
            }
        }
    }

    /// <summary>What was acknowledged is there, nothing else is, and every reply that was followed says what it said then.</summary>
    private static async Task JudgeAsync(HttpClient client, MixedLedger ledger)
    {
        Assert.True(ledger.Shown.Count > 0);
        foreach (var conversation in ledger.Conversations)
        {
            using var response = await client.GetAsync(conversation, Cancelled);
            if (ledger.IsGone(conversation))
            {
                Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
                continue;
            }

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var found = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
            var messages = found
                .GetProperty("messages")
                .EnumerateArray()
                .ToDictionary(item => item.GetProperty("id").GetString()!);
            var expected = ledger.Messages(conversation);
            Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), messages.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(messages.Count, found.GetProperty("messageCount").GetInt32());
            foreach (var (id, message) in messages)
            {
                if ((expected[id] ?? ledger.Shown.GetValueOrDefault(id)) is { } text)
                    Assert.Equal(text, message.GetProperty("content").GetString());
            }
        }

        Assert.Equal(
            ledger.Conversations.Where(conversation => !ledger.IsGone(conversation)).Order(StringComparer.Ordinal),
            (await ListAsync(client)).Order(StringComparer.Ordinal)
        );
    }

    private static async Task<List<string>> ListAsync(HttpClient client)
    {
        var (listed, cursor) = (new List<string>(), "");
        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/api/conversations?limit=100{cursor}", Cancelled);
            listed.AddRange(
                page.GetProperty("items")
                    .EnumerateArray()
                    .Select(item => "/api/conversations/" + item.GetProperty("id").GetString())
            );
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? "&cursor=" + Uri.EscapeDataString(next) : null;
        } while (cursor is not null);

        return listed;
    }
}
