using System.Text.Json;
using Roundtable.Cli;
using Roundtable.Tests.Cli;
using Roundtable.Tests.Edge;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Watching;

/// <summary>Traces, metrics and logs leave the machine when that is configured, without what people wrote; else nothing does.</summary>
public sealed class ExportTests : IDisposable
{
    private const string Marker = "xylophonmarker";
    private readonly FolderSandbox _sandbox = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task What_is_configured_is_sent_and_nothing_that_was_written()
    {
        await using var collector = await CollectorServer.StartAsync();
        var config = Path.Combine(_sandbox.Root, "telemetry.json");
        await File.WriteAllTextAsync(
            config,
            JsonSerializer.Serialize(
                new { Roundtable = new { Telemetry = new { OtlpEndpoint = collector.Endpoint, OtlpProtocol = "http" } } }
            ),
            Cancelled
        );
        await using (var process = await ServerProcess.ServeAsync(_sandbox.Data, "--config", config))
        {
            using var client = await process.ConnectAsync();
            await client.PostAsync("/api/conversations", RunningServer.Json($$"""{ "title": "{{Marker}}" }"""), Cancelled);
            await client.PostAsync(
                "/api/conversations/us01-co01/messages",
                RunningServer.Json($$"""{ "content": "{{Marker}}", "agents": ["parrot"] }"""),
                Cancelled
            );
            using var found = await client.GetAsync($"/api/search?q={Marker}", Cancelled);
            Assert.Contains(Marker, await found.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
            process.Stop();
            Assert.Equal(0, await process.ExitCodeAsync());
        }

        var received = collector.Received.ToLookup(sent => sent.Path, sent => sent.Body);
        Assert.Contains(received["/v1/traces"], body => body.Contains("roundtable.journal.flush", StringComparison.Ordinal));
        Assert.Contains(received["/v1/metrics"], body => body.Contains("roundtable.bundle.duration", StringComparison.Ordinal));
        Assert.Contains(received["/v1/metrics"], body => body.Contains("dotnet.gc.", StringComparison.Ordinal));
        Assert.Contains(received["/v1/logs"], body => body.Contains("The store is open.", StringComparison.Ordinal));
        Assert.DoesNotContain(collector.Received, sent => sent.Body.Contains(Marker, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Without_configuration_nothing_is_exported() => Assert.Null(ServeCommand.Settings().Telemetry);

    [Theory]
    [InlineData("collector:4317", "grpc", "Roundtable:Telemetry:OtlpEndpoint is not the address of a collector")]
    [InlineData("http://user:password@collector", "grpc", "Roundtable:Telemetry:OtlpEndpoint is not the address of a collector")]
    [InlineData(
        "http://collector:4317",
        "carrier pigeon",
        "Roundtable:Telemetry:OtlpProtocol 'carrier pigeon' is not grpc or http."
    )]
    public void A_wrong_collector_is_refused_by_its_key(string endpoint, string protocol, string expected)
    {
        var refusal = Assert.Throws<CommandException>(() => TelemetryExport.Parse(endpoint, protocol));
        Assert.StartsWith(expected, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("password", refusal.Message, StringComparison.Ordinal);
    }
}
