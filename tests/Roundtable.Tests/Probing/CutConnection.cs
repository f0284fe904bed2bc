using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Roundtable.Tests.Edge;

namespace Roundtable.Tests.Probing;

/// <summary>A connection over which so many bytes of a stream arrive, and no more: an event that is not whole is none.</summary>
internal static class CutConnection
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The events that arrived whole. None also when nobody listens, or says that it is too early.</summary>
    /// <param name="bytes">How much of the body gets through.</param>
    /// <param name="isReset">Whether the server hears of the end at once and roughly.</param>
    public static async IAsyncEnumerable<ReceivedEvent> ReadAsync(
        int port,
        string target,
        string? lastId,
        int bytes,
        bool isReset,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var client = new TcpClient();
        if (!await TryAskAsync(client, port, target, lastId, patience.Token))
            yield break;
        var received = new List<byte>();
        var body = -1;
        var place = 0;
        var buffer = new byte[16 * 1024];
        while (body < 0 || received.Count - body < bytes)
        {
            var count = await TryReceiveAsync(client, buffer, patience.Token);
            if (count == 0)
                break;
            received.AddRange(buffer.AsSpan(0, count));
            if (body < 0 && (body = place = BodyOf(received)) < 0)
                continue;
            if (received.Count - body > bytes)
                received.RemoveRange(body + bytes, received.Count - body - bytes);
            for (var end = EndOf(received, place); end >= 0; end = EndOf(received, place))
            {
                if (Parse(Encoding.UTF8.GetString([.. received[place..end]])) is { } whole)
                    yield return whole;
                place = end;
            }
        }

        if (isReset)
            client.LingerState = new LingerOption(true, 0);
    }

    private static async Task<bool> TryAskAsync(
        TcpClient client,
        int port,
        string target,
        string? lastId,
        CancellationToken cancellationToken
    )
    {
        // HTTP/1.0: the body comes as it is, not in chunks.
        var resume = lastId is null ? "" : $"Last-Event-ID: {lastId}\r\n";
        var request = Encoding.ASCII.GetBytes($"GET {target} HTTP/1.0\r\nHost: localhost\r\n{resume}\r\n");
        try
        {
            await client.ConnectAsync("127.0.0.1", port, cancellationToken);
            await client.GetStream().WriteAsync(request, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }

    /// <summary>0: the other side has ended, or has gone.</summary>
    private static async Task<int> TryReceiveAsync(TcpClient client, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetStream().ReadAsync(buffer, cancellationToken);
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

    private static int EndOf(List<byte> received, int place)
    {
        for (var i = place + 1; i < received.Count; i++)
        {
            if (received[i] == '\n' && received[i - 1] == '\n')
                return i + 1;
        }

        return -1;
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
