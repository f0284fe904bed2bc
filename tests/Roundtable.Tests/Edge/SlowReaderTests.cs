using System.Diagnostics.Metrics;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>Who reads slowly is waited for: nothing is piled up for them, and nobody else notices.</summary>
public sealed class SlowReaderTests : IDisposable
{
    private const int Count = 80;
    private const int Length = 100_000;
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("/messages?limit=200")]
    public async Task A_conversation_is_read_from_storage_only_as_fast_as_it_is_taken(string resource)
    {
        await using var server = await RunningServer.StartAsync(_sandbox);
        var conversation = await server.CreateAsync();
        var text = string.Concat(Enumerable.Repeat("word ", Length / 5));
        for (var i = 0; i < Count; i++)
            await server.SayAsync(conversation, text, agents: "[]");
        var meters = server.Services.GetRequiredService<IMeterFactory>();
        using var read = new MetricCollector<long>(meters, "Roundtable", "roundtable.cache.misses");

        using var client = NewClient(server.Client.BaseAddress!);
        using var response = await client.GetAsync(
            conversation + resource,
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 200; i++)
            await server.GetAsync("/api/conversations");

        Assert.InRange(read.GetMeasurementSnapshot().EvaluateAsCounter(), 1, Count / 2);
        await body.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        Assert.Equal(Count, read.GetMeasurementSnapshot().EvaluateAsCounter());
    }

    /// <summary>Its socket takes little, so that what is on the way does not count.</summary>
    private static HttpClient NewClient(Uri server) =>
        new(
            new SocketsHttpHandler
            {
                ConnectCallback = async (context, cancellationToken) =>
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 16 * 1024 };
                    await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            }
        )
        {
            BaseAddress = server,
        };
}
