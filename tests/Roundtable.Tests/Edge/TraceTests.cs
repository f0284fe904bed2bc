using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Roundtable.Edge.Opening;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>Who has a trace id finds the fault in the log.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();
    private Exception? _fault;

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData(false, LogLevel.Error, 500)]
    [InlineData(true, LogLevel.Warning, 503)]
    public async Task What_the_server_is_at_fault_for_is_in_its_log_under_the_trace_id(bool isStorage, LogLevel level, int status)
    {
        await using var server = await RunningServer.ListenAsync(
            _sandbox,
            adapt: services =>
                services
                    .AddLogging(logging => logging.AddFakeLogging())
                    .AddSingleton(services => _fault is null ? services.GetRequiredService<StoreGate>().Store : throw _fault)
        );
        await server.Services.GetRequiredService<StoreGate>().Opening.WaitAsync(TestContext.Current.CancellationToken);
        _fault = isStorage
            ? new StorageUnavailableException(StorageFault.Unavailable, "broken")
            : new InvalidOperationException("broken");

        using var answer = await server.Client.GetAsync("/api/conversations", TestContext.Current.CancellationToken);
        _fault = null;

        Assert.Equal(status, (int)answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var trace = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("traceId").GetString()!;
        var record = Assert.Single(
            server.Services.GetFakeLogCollector().GetSnapshot(),
            record => record.Message.Contains(trace, StringComparison.Ordinal)
        );
        Assert.Equal(level, record.Level);
    }
}
