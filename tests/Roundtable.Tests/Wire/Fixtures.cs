using System.Text;
using System.Text.Json;
using Roundtable.Tests.Edge;

namespace Roundtable.Tests.Wire;

/// <summary>Answers of the real server, as they are kept in <c>tests/Roundtable.Tests/Wire/Fixtures</c>; each fits its schema.</summary>
internal sealed class Fixtures(AnswerSchemas schemas)
{
    public const string Folder = "tests/Roundtable.Tests/Wire/Fixtures";
    private readonly HashSet<string> _names = [];
    private readonly HashSet<(string, string)> _covered = [];

    /// <summary>The files that were required.</summary>
    public IReadOnlySet<string> Names => _names;

    /// <summary>Operations with a status that were seen.</summary>
    public IReadOnlySet<(string Operation, string Status)> Covered => _covered;

    /// <summary>Sends a request, keeps its answer, and gives it.</summary>
    public async Task<JsonElement> SendAsync(HttpClient client, HttpRequestMessage request, string variant = "")
    {
        using (request)
        {
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var (operation, status) = (OperationOf(request), ((int)response.StatusCode).ToString(null as IFormatProvider));
            _covered.Add((operation, status));
            if (text.Length == 0)
                return default;
            Assert.Empty(
                schemas.Problems(schemas.NameOf(operation, status, response.Content.Headers.ContentType!.MediaType!), text)
            );
            Keep($"{operation}.{status}{variant}.json", WireText.OfJson(text));
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
    }

    /// <summary>The same for a refusal, which is kept by the problem's name.</summary>
    public async Task RefuseAsync(HttpClient client, HttpRequestMessage request, string problem)
    {
        using (request)
        {
            using var response = await client.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                TestContext.Current.CancellationToken
            );
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Empty(schemas.Problems("ProblemBody", text));
            Assert.Equal($"/problems/{problem}", JsonSerializer.Deserialize<JsonElement>(text).GetProperty("type").GetString());
            Keep($"problem.{problem}.json", WireText.OfJson(text));
        }
    }

    /// <summary>Keeps the events of a stream.</summary>
    public void Stream(HttpRequestMessage request, IReadOnlyList<ReceivedEvent> events, string variant = "")
    {
        var operation = OperationOf(request);
        _covered.Add((operation, "200"));
        var text = new StringBuilder();
        foreach (var received in events)
        {
            Assert.Empty(schemas.Problems(SchemaOf(received.Name), received.Data.GetRawText()));
            text.Append(
                null,
                $"{(received.Id is null ? "" : "id: …\n")}event: {received.Name}\ndata: {WireText.OfData(received.Data)}\n\n"
            );
        }

        Keep($"{operation}.200{variant}.txt", text.ToString());
    }

    private static string SchemaOf(string name) =>
        name switch
        {
            "message" or "complete" => "MessageBody",
            "bundle" => "BundleBody",
            "conversation" => "ConversationBody",
            "deleted" => "DeletedBody",
            _ => "ClosingBody",
        };

    private string OperationOf(HttpRequestMessage request) =>
        schemas.OperationOf(
            request.Method.Method,
            request.RequestUri!.IsAbsoluteUri ? request.RequestUri.AbsolutePath : request.RequestUri.ToString()
        ) ?? throw new InvalidOperationException($"The document does not know {request.Method} {request.RequestUri}.");

    private void Keep(string name, string text)
    {
        Assert.True(_names.Add(name), $"{name} was kept before.");
        Approval.Require($"{Folder}/{name}", text);
    }
}
