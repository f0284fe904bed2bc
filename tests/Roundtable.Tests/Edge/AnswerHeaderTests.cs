using System.Net;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>What belongs to one caller is kept by nobody in between, and taken for nothing but what it is.</summary>
public sealed class AnswerHeaderTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Every_answer_of_the_interface_is_private_and_of_the_type_that_it_names()
    {
        await using var server = await RunningServer.StartAsync(_sandbox);
        var path = await server.CreateAsync();
        (string Path, HttpStatusCode Status, string Cache)[] expected =
        [
            ("/api/conversations", HttpStatusCode.OK, "no-cache, private"),
            (path, HttpStatusCode.OK, "no-cache, private"),
            ($"{path}/messages", HttpStatusCode.OK, "no-cache, private"),
            ("/api/search?q=word", HttpStatusCode.OK, "no-cache, private"),
            ("/api/agents", HttpStatusCode.OK, "no-cache, private"),
            ("/api/conversations/us01-co99", HttpStatusCode.NotFound, "no-store"),
            ("/api/conversations?limit=x", HttpStatusCode.BadRequest, "no-store"),
        ];
        foreach (var (asked, status, cache) in expected)
        {
            using var response = await server.Client.GetAsync(asked, TestContext.Current.CancellationToken);
            Assert.Equal(status, response.StatusCode);
            Assert.Equal(cache, response.Headers.CacheControl?.ToString());
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        }
    }
}
