using System.Net;
using System.Text.RegularExpressions;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>The reference at <c>/docs</c> is all from here: nothing of another server is named, and none would be loaded.</summary>
public sealed partial class ReferencePageTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task The_reference_is_served_whole_and_loads_nothing_foreign()
    {
        await using var server = await RunningServer.StartAsync(_sandbox);
        using var response = await server.Client.GetAsync("/docs", Cancelled);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);

        var page = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.Contains("\"url\":\"openapi/v1.json\"", page, StringComparison.Ordinal);
        Assert.Contains("\"telemetry\":false", page, StringComparison.Ordinal);
        var scripts = Script().Matches(page).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(scripts);
        foreach (var script in scripts)
            Assert.Equal(HttpStatusCode.OK, await server.StatusOfAsync($"/docs/{script}"));
    }

    [GeneratedRegex("src=\"([^\"]+)\"")]
    private static partial Regex Script();
}
