using Roundtable.Tests.Edge;

namespace Roundtable.Tests.Crash;

/// <summary>Reads events until the server dies, tells the ledger, and judges on the way: no gap, nothing twice, one end.</summary>
internal sealed class KillReader(HttpClient client, ShownLedger ledger)
{
    private readonly Dictionary<string, int> _lengths = [];
    private readonly HashSet<string> _ended = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Follows one message to its end, over as many connections as it takes to get this many events from each.</summary>
    /// <returns>Whether it has seen the end; false: the server has died.</returns>
    public async Task<bool> FollowAsync(string message, int eventsPerConnection)
    {
        string? last = null;
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, KillPaths.Stream(message));
                if (last is not null)
                    request.Headers.Add("Last-Event-ID", last);
                await using var reader = await EventReader.TryOpenAsync(client, request);
                if (reader is null)
                    return false;
                var left = eventsPerConnection;
                await foreach (var received in reader.ReadAsync(Cancelled))
                {
                    last = received.Id ?? last;
                    Take(received, received.Id);
                    if (_ended.Contains(message))
                        return true;
                    if (--left == 0)
                        break;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                return false;
            }
        }
    }

    /// <summary>Takes a turn's own stream to its end.</summary>
    public async Task TakeTurnAsync(EventReader reader, string content, TaskCompletionSource<IReadOnlyList<string>> replies)
    {
        var seen = new List<string>();
        try
        {
            await foreach (var received in reader.ReadAsync(Cancelled))
            {
                if (received.Name == "message" && received.Text("role") == "user")
                    ledger.Posted(received.Text("id")!, content);
                else if (received.Name == "message")
                    seen.Add(received.Text("id")!);
                else
                    replies.TrySetResult(seen);
                // A turn's ids are of its conversation, and name no place in a message's own stream.
                Take(received, null);
            }
        }
        catch (IOException)
        {
            // The server has died.
        }

        replies.TrySetResult(seen);
    }

    private void Take(ReceivedEvent received, string? cursor)
    {
        ledger.Count();
        if (received.Name == "closing")
        {
            ledger.Close();
            return;
        }

        var id = received.Text("messageId") ?? received.Text("id")!;
        switch (received.Name)
        {
            case "message" when received.Text("role") == "agent":
                Assert.True(_lengths.TryAdd(id, received.Text("content")!.Length), $"{id}: a second snapshot.");
                ledger.Of(id).Show(0, received.Text("content")!, cursor);
                break;
            case "bundle":
                var (offset, tokens) = (received.Number("offset"), received.Text("tokens")!);
                Assert.True(_lengths[id] == offset, $"{id}: has {_lengths[id]}, and was given what begins at {offset}.");
                _lengths[id] += tokens.Length;
                ledger.Of(id).Show(offset, tokens, cursor);
                break;
            case "complete":
                Assert.True(_ended.Add(id), $"{id}: ended twice.");
                Assert.True(_lengths[id] == received.Number("length"), $"{id}: ended at another length than it was shown.");
                ledger.Of(id).End(received.Text("finishReason")!, received.Number("length"), cursor);
                break;
            default:
                break;
        }
    }
}
