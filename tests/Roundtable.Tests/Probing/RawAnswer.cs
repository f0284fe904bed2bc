using System.Net.Sockets;
using System.Text;

namespace Roundtable.Tests.Probing;

/// <summary>What came back: of a stream only the head.</summary>
/// <param name="Status">0: the connection was closed without an answer.</param>
internal sealed record RawAnswer(int Status, string Head, string Body)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<RawAnswer> OfAsync(int port, RawRequest request)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, patience.Token);
        var stream = client.GetStream();
        var received = new List<byte>();
        try
        {
            await stream.WriteAsync(request.ToBytes(), patience.Token);

            await ReadAsync(stream, received, patience.Token);
        }
        catch (IOException)
        {
            // The server had heard enough: what it said before counts.
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"No answer to:\n{request}");
        }

        return Parse(Encoding.UTF8.GetString([.. received]));
    }

    private static async Task ReadAsync(NetworkStream stream, List<byte> received, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            received.AddRange(buffer[..count]);
            if (IsWhole(Encoding.UTF8.GetString([.. received])))
                return;
        }
    }

    /// <summary>Of a stream the head is enough. The server may wait for the rest of the request before it closes.</summary>
    private static bool IsWhole(string text)
    {
        var answer = Parse(text);
        if (
            answer.Status is 204 or 304
            || answer.Head.Contains("text/event-stream", StringComparison.Ordinal)
            || (IsChunked(answer) && answer.Body.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal))
        )
            return true;
        var length = answer
            .Head.Split("\r\n")
            .FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal));
        return length is not null
            && Encoding.UTF8.GetByteCount(answer.Body) >= int.Parse(length.AsSpan("Content-Length: ".Length), null);
    }

    private static bool IsChunked(RawAnswer answer) =>
        answer.Head.Contains("Transfer-Encoding: chunked", StringComparison.Ordinal);

    private static RawAnswer Parse(string text)
    {
        const string interim = "HTTP/1.1 100 Continue\r\n\r\n";
        if (text.StartsWith(interim, StringComparison.Ordinal))
            text = text[interim.Length..];
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end < 0 || !int.TryParse(text.AsSpan(9, 3), out var status)
            ? new RawAnswer(0, "", "")
            : new RawAnswer(status, text[..end], text[(end + 4)..]);
    }
}
