using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Roundtable.Tests.Architecture;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>The page's files: whole, guarded, cached, small, and from here alone.</summary>
public sealed partial class PageTests : IDisposable
{
    private const int LinesMax = 300;
    private const string Folder = "src/Roundtable.Edge/wwwroot";
    private readonly FolderSandbox _sandbox = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static IEnumerable<string> Files =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, Folder), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Path.Combine(Repository.Root, Folder), path));

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Every_file_is_served_with_its_guards_and_not_again_while_it_is_the_same()
    {
        await using var server = await RunningServer.StartAsync(_sandbox);
        foreach (var file in Files)
        {
            using var response = await server.Client.GetAsync(file == "index.html" ? "/" : $"/{file}", Cancelled);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
            Assert.Equal("no-cache", response.Headers.CacheControl?.ToString());
            Assert.Equal(
                await File.ReadAllBytesAsync(Path.Combine(Repository.Root, Folder, file), Cancelled),
                await response.Content.ReadAsByteArrayAsync(Cancelled)
            );

            using var again = new HttpRequestMessage(HttpMethod.Get, response.RequestMessage!.RequestUri);
            again.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(response.Headers.ETag!.Tag));
            using var known = await server.Client.SendAsync(again, Cancelled);
            Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        }

        using var head = await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"), Cancelled);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    [Fact]
    public void No_script_and_no_style_is_longer_than_300_lines() =>
        Assert.All(Files, file => Assert.InRange(Repository.Lines($"{Folder}/{file}").Length, 1, LinesMax));

    [Fact]
    public void Nothing_names_a_place_elsewhere() =>
        Assert.All(
            Files.SelectMany(file => Repository.Lines($"{Folder}/{file}")),
            line => Assert.DoesNotMatch(Elsewhere(), line)
        );

    [Fact]
    public void Every_module_is_asked_for_at_once_and_every_style_is_linked()
    {
        var index = string.Concat(Repository.Lines($"{Folder}/index.html"));
        Assert.All(
            Files.Where(file => Path.GetExtension(file) is ".js" or ".css"),
            file => Assert.Contains($"\"/{file}\"", index, StringComparison.Ordinal)
        );
    }

    // The names of XML namespaces are no places.
    [GeneratedRegex(@"(?<!xmlns="")(?<!Namespace = "")https?://")]
    private static partial Regex Elsewhere();
}
