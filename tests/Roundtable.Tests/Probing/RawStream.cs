using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Roundtable.Tests.Edge;

namespace Roundtable.Tests.Probing;

/// <summary>A stream over a connection of its own, of which so many bytes are taken, and no more: an event that is not whole is none.</summary>
internal sealed class RawStream : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly TcpClient _client;

    private RawStream(TcpClient client) => _client = client;

    /// <summary>Asks for a stream, and takes nothing yet. Null: nobody listens.</summary>
    /// <param name="window">How much may be on the way, in bytes; null: what the system thinks right.</param>
    public static async Task<RawStream?> TryOpenAsync(
        int port,
        string target,
        string? lastId,
        int? window,
        CancellationToken cancellationToken
    )
    {
        // HTTP/1.0: the body comes as it is, not in chunks.
        var resume = lastId is null ? "" : $"Last-Event-ID: {lastId}\r\n";
        var request = Encoding.ASCII.GetBytes($"GET {target} HTTP/1.0\r\nHost: localhost\r\n{resume}\r\n");
        var client = new TcpClient();
        if (window is { } bytes)
            client.ReceiveBufferSize = bytes;
        try
        {
            await client.ConnectAsync("127.0.0.1", port, cancellationToken);
            await client.GetStream().WriteAsync(request, cancellationToken);
            return new RawStream(client);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            client.Dispose();
            return null;
        }
    }

    /// <summary>The events that arrive whole. None also when the server says that it is too early.</summary>
    /// <param name="bytes">How much of the body gets through.</param>
    public async IAsyncEnumerable<ReceivedEvent> ReadAsync(
        int bytes,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var received = new List<byte>();
        var isBody = false;
        var buffer = new byte[64 * 1024];
        while (!isBody || bytes > 0)
        {
            var count = await TryReceiveAsync(buffer, patience.Token);
            if (count == 0)
                yield break;
            received.AddRange(buffer.AsSpan(0, count));
            if (!isBody)
            {
                count = received.Count - BodyOf(received);
                if (count > received.Count)
                    continue;
                isBody = true;
                received.RemoveRange(0, received.Count - count);
            }

            received.RemoveRange(received.Count - Math.Max(0, count - bytes), Math.Max(0, count - bytes));
            bytes -= count;
            for (var end = EndOf(received); end >= 0; end = EndOf(received))
            {
                if (Parse(Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(received)[..end])) is { } whole)
                    yield return whole;
                received.RemoveRange(0, end);
            }
        }
    }

    /// <summary>The server is to hear of the end at once and roughly.</summary>
    public void Reset() => _client.LingerState = new LingerOption(true, 0);

    public void Dispose() => _client.Dispose();

    /// <summary>0: the other side has ended, or has gone.</summary>
    private async Task<int> TryReceiveAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.GetStream().ReadAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Where the body begins; negative: not yet, or it is no stream.</summary>
    private static int BodyOf(List<byte> received)
    {
        var text = Encoding.Latin1.GetString([.. received]);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return end;
        var status = text[9..12];
        Assert.True(status is "200" or "204" or "503", text);
        return status == "200" ? end + 4 : -1;
    }

    private static int EndOf(List<byte> received)
    {
        var end = CollectionsMarshal.AsSpan(received).IndexOf("\n\n"u8);
        return end < 0 ? end : end + 2;
    }

    private static ReceivedEvent? Parse(string text)
    {
        var fields = text.Split('\n')
            .Select(line => line.Split(": ", 2))
            .Where(parts => parts is ["id" or "event" or "data", _])
            .ToDictionary(parts => parts[0], parts => parts[1]);
        return fields.TryGetValue("data", out var data)
            ? new ReceivedEvent(fields.GetValueOrDefault("id"), fields["event"], JsonSerializer.Deserialize<JsonElement>(data))
            : null;
    }
}
