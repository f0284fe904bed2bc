// Asks a question and shows the answer as it comes: dotnet run --project samples/Terminal -- "Two days in Rome: what first?"
// ROUNDTABLE_URL says where the server is. When the connection breaks, or the server starts anew, it goes on where it was.
using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;

var server = Environment.GetEnvironmentVariable("ROUNDTABLE_URL") ?? "http://127.0.0.1:5080";
using var client = new HttpClient { BaseAddress = new Uri(server), Timeout = Timeout.InfiniteTimeSpan };
var content = string.Join(' ', args);
while (content.Length == 0)
{
    Console.Write("> ");
    content = Console.ReadLine() ?? throw new InvalidOperationException("Nothing was asked.");
}

var conversation = await PostAsync("/api/conversations", new { title = "In a terminal" });
var turn = await PostAsync($"/api/conversations/{conversation.GetProperty("id").GetString()}/messages", new { content });
foreach (var reply in turn.GetProperty("replies").EnumerateArray())
{
    Console.WriteLine($"{reply.GetProperty("agentId").GetString()}:");
    var (reason, last) = ("", (string?)null);
    while (reason.Length == 0)
        (reason, last) = await FollowAsync(reply.GetProperty("stream").GetString()!, last);
    Console.WriteLine($"\n({reason})");
}

async Task<JsonElement> PostAsync(string path, object body)
{
    using var response = await client.PostAsJsonAsync(path, body);
    var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
    return response.IsSuccessStatusCode ? answer : throw new InvalidOperationException(answer.GetProperty("detail").GetString());
}

// Shows what comes after the last id, up to the end or to wherever the connection breaks.
async Task<(string Reason, string? Last)> FollowAsync(string stream, string? last)
{
    try
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{stream}?offset=0");
        if (last is not null)
            request.Headers.Add("Last-Event-ID", last);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        // 503: it is about to stop, or has not quite started.
        if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
        {
            await foreach (
                var item in SseParser
                    .Create(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync())
                    .EnumerateAsync()
            )
            {
                var data = JsonSerializer.Deserialize<JsonElement>(item.Data);
                if (item.EventType == "bundle")
                    Console.Write(data.GetProperty("tokens").GetString());
                last = item.EventId ?? last;
                if (item.EventType == "complete")
                    return (data.GetProperty("finishReason").GetString()!, last);
            }
        }
    }
    catch (Exception exception) when (exception is HttpRequestException { StatusCode: null } or IOException)
    {
        // Nothing is lost by that.
    }

    await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
    return ("", last);
}
