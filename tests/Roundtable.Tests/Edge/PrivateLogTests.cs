using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>What people write stays out of the log, at every level.</summary>
public abstract class PrivateLogTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    private const string Marker = "xylophonmarker";

    [Fact]
    public async Task No_line_at_trace_level_holds_what_was_written_or_searched_for()
    {
        using var log = new WholeLog();
        string conversation;
        await using (var server = await ListenAsync(log))
        {
            conversation = await server.CreateAsync(
                $$"""{ "title": "{{Marker}}", "metadata": { "{{Marker}}": "{{Marker}}" } }"""
            );
            var turn = await server.SayAsync(conversation, $"Say {Marker}.", agents: """["sage"]""");
            await server.EndOfAsync(turn.GetProperty("replies")[0].GetProperty("stream").GetString()!);
            var found = await server.GetAsync($"/api/search?q={Marker}");
            Assert.InRange(found.GetProperty("items").GetArrayLength(), 2, 3);
            await server.PostAsync(conversation + "/messages", $$"""{ "{{Marker}}": 1 }""", HttpStatusCode.BadRequest);
            await server.PostAsync(conversation + "/messages", $$"""{ "content": "{{Marker}}" """, HttpStatusCode.BadRequest);
        }
        // A server that knows nothing of it by heart.
        await using (var server = await ListenAsync(log))
            await server.GetAsync(conversation + "/messages");

        Assert.Contains(log.Lines, line => line.StartsWith("Roundtable.", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains(Wrote, StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => ReadIt.Any(read => line.Contains(read, StringComparison.Ordinal)));
        Assert.Contains(log.Lines, line => line.StartsWith("Microsoft.AspNetCore.Routing", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains(Marker, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>How a store says that it has read the reply: its first chunk, or all of it.</summary>
    private static readonly string[] ReadIt = ["Read chunk 1 of us01-co01-ms02", "Read us01-co01-ms02 to chunk"];

    /// <summary>How the store says that it has written the first chunk of the reply.</summary>
    private protected abstract string Wrote { get; }

    private async Task<RunningServer> ListenAsync(WholeLog log)
    {
        var server = await RunningServer.ListenAsync(
            Sandbox,
            adapt: services =>
                services.AddLogging(logging =>
                    logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace).AddFilter("Roundtable", LogLevel.Trace)
                )
        );
        while (await server.StatusOfAsync("/healthz/ready") != HttpStatusCode.OK)
            await Task.Yield();
        return server;
    }
}
