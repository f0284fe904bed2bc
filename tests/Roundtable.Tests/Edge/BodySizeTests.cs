using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>A body that is too large is refused so that its sender sees why.</summary>
public sealed class BodySizeTests : IDisposable
{
    private const int SizeBytesMax = 1024 * 1024;
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData(SizeBytesMax, false, HttpStatusCode.Accepted)]
    [InlineData(SizeBytesMax, true, HttpStatusCode.Accepted)]
    [InlineData(SizeBytesMax + 1, false, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(SizeBytesMax + 1, true, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(40 * SizeBytesMax, false, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(40 * SizeBytesMax, true, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_client_that_sends_its_whole_body_sees_the_answer(int sizeBytes, bool isChunked, HttpStatusCode expected)
    {
        await using var server = await RunningServer.StartAsync(_sandbox);
        var conversation = await server.CreateAsync();
        var json = $$"""{ "agents": [], "content": "{{new string('x', sizeBytes - 31)}}" }""";
        using var request = new HttpRequestMessage(HttpMethod.Post, conversation + "/messages")
        {
            Content = RunningServer.Json(json),
        };
        Assert.Equal(sizeBytes, json.Length);
        request.Headers.TransferEncodingChunked = isChunked;

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
        var count = (await server.GetAsync(conversation)).GetProperty("messageCount").GetInt32();
        Assert.Equal(expected == HttpStatusCode.Accepted ? 1 : 0, count);
    }

    [Fact]
    public async Task The_announced_length_is_enough_to_refuse()
    {
        await using var server = await RunningServer.StartAsync(_sandbox);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"POST /api/conversations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {long.MaxValue}\r\n\r\n"
        );

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());

        Assert.Equal("HTTP/1.1 413 Payload Too Large", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
    }
}
