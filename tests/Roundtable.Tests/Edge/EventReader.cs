using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Roundtable.Tests.Edge;

/// <summary>Reads server-sent events as a browser does; comments and <c>retry</c> are counted, not shown.</summary>
public sealed class EventReader : IAsyncDisposable
{
    /// <summary>A stream that owes an event and gives none is a failed test, not one that never ends.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private EventReader(HttpResponseMessage response, Stream body) => (_response, _lines) = (response, new StreamReader(body));

    /// <summary>Comments so far.</summary>
    public int Comments { get; private set; }

    /// <summary>The last <c>retry:</c>, in milliseconds.</summary>
    public int? Retry { get; private set; }

    public HttpResponseMessage Response => _response;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Returns when the headers are there.</summary>
    public static async Task<EventReader> OpenAsync(HttpClient client, HttpRequestMessage request)
    {
        return await OfAsync(await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled));
    }

    /// <summary>Of an answer whose headers are there.</summary>
    public static async Task<EventReader> OfAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStreamAsync(Cancelled);
        var problem = response.IsSuccessStatusCode ? "" : await new StreamReader(body).ReadToEndAsync(Cancelled);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{(int)response.StatusCode}: {problem}");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        return new EventReader(response, body);
    }

    /// <summary>The same; null when the server says 503, because it goes down or has come up just now.</summary>
    public static async Task<EventReader?> TryOpenAsync(HttpClient client, HttpRequestMessage request)
    {
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            response.Dispose();
            return null;
        }

        return await OfAsync(response);
    }

    /// <summary>Everything until the stream ends.</summary>
    public async Task<List<ReceivedEvent>> ReadAllAsync()
    {
        var events = new List<ReceivedEvent>();
        await foreach (var received in ReadAsync(Cancelled))
            events.Add(received);
        return events;
    }

    /// <summary>The next event; it must come.</summary>
    public async Task<ReceivedEvent> NextAsync()
    {
        await foreach (var received in ReadAsync(Cancelled))
            return received;
        throw new InvalidOperationException("The stream has ended.");
    }

    /// <summary>Waits until there were so many comments.</summary>
    public async Task WaitForCommentsAsync(int count)
    {
        while (Comments < count)
            Take(await _lines.ReadLineAsync(Cancelled) ?? throw new InvalidOperationException("The stream has ended."));
    }

    /// <summary>The events from here on, as they come.</summary>
    public async IAsyncEnumerable<ReceivedEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (await _lines.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Length > 0 && Take(line) is var (name, value))
                fields.Add(name, value);
            if (line.Length > 0 || fields.Count == 0)
                continue;
            yield return new ReceivedEvent(
                fields.GetValueOrDefault("id"),
                fields["event"],
                JsonSerializer.Deserialize<JsonElement>(fields["data"])
            );
            fields.Clear();
            patience.CancelAfter(Patience);
        }

        Assert.Empty(fields);
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }

    private (string Name, string Value)? Take(string line)
    {
        if (line.StartsWith(':'))
            Comments++;
        if (line.StartsWith("retry: ", StringComparison.Ordinal))
            Retry = int.Parse(line["retry: ".Length..], null);
        return line.Split(": ", 2) is [("id" or "event" or "data") and var name, var value] ? (name, value) : null;
    }
}
