using System.Text.Json;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>Present values of the metrics, for plots: they move with what happens, and name nobody.</summary>
public sealed class OperationsTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task What_happens_is_in_the_numbers()
    {
        var mayEnd = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(_ =>
            Script.Say(string.Join(' ', Enumerable.Repeat("apple", 60))).ThenWaitFor(mayEnd.Task)
        );
        await using var server = await RunningServer.StartAsync(_sandbox, models);
        var before = await server.GetAsync("/api/operations");
        Assert.Equal("files", before.GetProperty("store").GetString());
        Assert.Equal("power", before.GetProperty("durability").GetString());
        Assert.True(before.GetProperty("deviceFlushMs").GetDouble() > 0);
        Assert.True(before.GetProperty("memoryBytes").GetInt64() > 1_000_000);
        Assert.Equal(0, before.GetProperty("bundleLatency").GetProperty("count").GetInt32());
        Assert.False(before.GetProperty("bundleLatency").TryGetProperty("p50", out _));

        var path = await server.CreateAsync();
        await server.SayAsync(path, "Say it", """["sage"]""");
        await using var events = await server.FollowAsync($"{path}/messages/us01-co01-ms02/stream?offset=0");
        for (var tokens = 0; tokens < 60; )
            tokens += (await events.NextAsync()).Number("tokenCount");
        var during = await server.GetAsync("/api/operations");
        Assert.Equal(1, during.GetProperty("repliesLive").GetInt64());
        Assert.Equal(1, during.GetProperty("streamsOpen").GetInt64());
        Assert.Equal(3, Total(during, "bundles"));
        Assert.Equal(1, Total(during, "chunks"));
        Assert.Equal(60, Total(during, "tokens"));
        Assert.Equal(3, during.GetProperty("bundleLatency").GetProperty("count").GetInt32());
        Assert.True(Spread(during, "bundleLatency", "p99") >= Spread(during, "bundleLatency", "p50"));
        Assert.True(Spread(during, "flushBatch", "p50") >= 1);
        Assert.True(Spread(during, "flushLatency", "p50") > 0);

        mayEnd.SetResult();
        await server.EndOfAsync($"{path}/messages/us01-co01-ms02/stream");
        JsonElement after;
        do
        {
            // Files get their names behind the journal, and what is read before is no hit.
            await server.GetAsync($"{path}/messages/us01-co01-ms02");
            after = await server.GetAsync("/api/operations");
            Assert.Equal(0, after.GetProperty("repliesLive").GetInt64());
        } while (Total(after, "cacheHits") == 0 || Total(after, "cacheMisses") == 0 || Total(after, "files") == 0);
    }

    private static long Total(JsonElement operations, string name) =>
        operations.GetProperty("total").GetProperty(name).GetInt64();

    private static double Spread(JsonElement operations, string name, string share) =>
        operations.GetProperty(name).GetProperty(share).GetDouble();
}
