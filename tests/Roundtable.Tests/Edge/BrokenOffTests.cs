using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>Clients break off: that is no fault of the server's, and nothing to alarm anybody with.</summary>
public sealed class BrokenOffTests : IDisposable
{
    private const int Rounds = 20;
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("Content-Length: 1000", "{ \"content\": ", true)]
    [InlineData("Content-Length: 1000", "{ \"content\": ", false)]
    [InlineData("Content-Length: 1000", "", true)]
    [InlineData("Transfer-Encoding: chunked", "5\r\n{ \"co\r\n", true)]
    [InlineData("Transfer-Encoding: chunked", "5\r\n{ \"co\r\n", false)]
    [InlineData("Content-Length: 99000000", "{ \"content\": ", true)]
    public async Task A_client_that_breaks_off_in_mid_body_is_no_error(string length, string begun, bool isReset)
    {
        FakeLogCollector log;
        await using (var server = await ListenAsync())
        {
            log = server.Services.GetFakeLogCollector();
            while (await server.StatusOfAsync("/healthz/ready") != HttpStatusCode.OK)
                await Task.Yield();
            for (var round = 0; round < Rounds; round++)
                await BreakOffAsync(server.Client.BaseAddress!.Port, $"{length}\r\n\r\n{begun}", isReset);
            Assert.Equal(HttpStatusCode.OK, await server.StatusOfAsync("/api/conversations"));
        }

        Assert.DoesNotContain(log.GetSnapshot(), record => record.Level >= LogLevel.Error);
    }

    private static async Task BreakOffAsync(int port, string rest, bool isReset)
    {
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), TestContext.Current.CancellationToken);
        // The server says "continue" once it reads the body, or refuses it; then it waits for the rest.
        var head =
            "POST /api/conversations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n";
        await client.SendAsync(Encoding.ASCII.GetBytes(head + rest), TestContext.Current.CancellationToken);
        await client.ReceiveAsync(new byte[2000], TestContext.Current.CancellationToken);
        if (isReset)
            client.LingerState = new LingerOption(true, 0);
    }

    private Task<RunningServer> ListenAsync() =>
        RunningServer.ListenAsync(_sandbox, adapt: services => services.AddLogging(logging => logging.AddFakeLogging()));
}
