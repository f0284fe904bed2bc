using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Edge.Opening;
using Roundtable.Files;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>The server listens at once, and says so honestly while its store is not open.</summary>
public sealed class OpeningTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Until_the_store_is_open_everything_that_needs_it_is_503()
    {
        var recovered = new TaskCompletionSource();
        await using var server = await ListenAsync(async services =>
        {
            await recovered.Task;
            return await OpenAsync(services);
        });

        Assert.Equal(HttpStatusCode.OK, await server.StatusOfAsync("/healthz/live"));
        Assert.Equal(HttpStatusCode.OK, await server.StatusOfAsync("/openapi/v1.json"));
        foreach (var path in (string[])["/healthz/ready", "/api/conversations", "/api/agents", "/api/conversations/us01-co01"])
        {
            using var response = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            var problem = JsonSerializer.Deserialize<JsonElement>(
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
            );
            Assert.Equal("/problems/not-ready", problem.GetProperty("type").GetString());
        }

        recovered.SetResult();
        while (await server.StatusOfAsync("/healthz/ready") != HttpStatusCode.OK)
            await Task.Yield();
        await server.CreateAsync();
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_stops_the_host_and_says_why()
    {
        await using var server = await ListenAsync(_ => throw new StoreInUseException("taken"));
        var stopping = new TaskCompletionSource();
        server.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);

        await stopping.Task.WaitAsync(TestContext.Current.CancellationToken);

        Assert.IsType<StoreInUseException>(server.Services.GetRequiredService<StoreGate>().Failure);
    }

    [Fact]
    public async Task The_second_server_on_a_folder_is_told_who_has_it()
    {
        await using var first = await RunningServer.StartAsync(_sandbox);
        await using var second = await RunningServer.ListenAsync(_sandbox);
        var gate = second.Services.GetRequiredService<StoreGate>();
        while (gate.Failure is null)
            await Task.Yield();

        Assert.Contains($"process {Environment.ProcessId} ", gate.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await first.StatusOfAsync("/healthz/ready"));
    }

    [Fact]
    public async Task Who_stops_before_the_store_is_open_waits_for_nothing()
    {
        var server = await RunningServer.ListenAsync(
            _sandbox,
            adapt: services =>
                services.AddSingleton(
                    new StoreSource(
                        async (_, cancellationToken) =>
                        {
                            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                            throw new InvalidOperationException("This is never reached.");
                        }
                    )
                )
        );

        await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    private Task<RunningServer> ListenAsync(Func<IServiceProvider, Task<IConversationStore>> open) =>
        RunningServer.ListenAsync(
            _sandbox,
            adapt: services => services.AddSingleton(new StoreSource((provider, _) => open(provider)))
        );

    private async Task<IConversationStore> OpenAsync(IServiceProvider services) =>
        await FileStore.OpenAsync(
            new FileStoreOptions { Folder = _sandbox.Data },
            services.GetRequiredService<Meter>(),
            TimeProvider.System,
            NullLogger<FileStore>.Instance,
            CancellationToken.None
        );
}
