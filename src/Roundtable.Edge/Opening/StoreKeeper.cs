using Roundtable.Agents;
using Roundtable.Edge.Access;

namespace Roundtable.Edge.Opening;

/// <summary>Owns the store: opens it when the server listens, and closes it when every reply has ended.</summary>
internal sealed partial class StoreKeeper(
    StoreSource source,
    StoreGate gate,
    IServiceProvider services,
    ILogger<StoreKeeper> logger
) : IHostedLifecycleService, IAsyncDisposable
{
    private readonly CancellationTokenSource _abandoned = new();
    private Task _opening = Task.CompletedTask;
    private Task _draining = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _opening = Task.Run(OpenAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Replies get their time while the server is still answering its last requests.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // Readers are told before replies are ended, also when nobody sent a signal.
        services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await _abandoned.CancelAsync();
        await _opening;
        if (gate.IsOpen)
            _draining = services.GetRequiredService<Turns>().StopAsync(services.GetRequiredService<RoundtableOptions>().Drain);
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await _draining;

    public async Task StoppedAsync(CancellationToken cancellationToken) => await CloseAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _abandoned.Dispose();
    }

    private ValueTask CloseAsync() => gate.IsOpen ? gate.Store.DisposeAsync() : ValueTask.CompletedTask;

    private async Task OpenAsync()
    {
        try
        {
            var store = await source.OpenAsync(services, _abandoned.Token);
            if (await store.FindUserAsync(Caller.Local.User, CancellationToken.None) is null)
                await store.AddUserAsync("You", CancellationToken.None);
            gate.Open(store);
            LogOpen();
        }
        catch (OperationCanceledException) when (_abandoned.IsCancellationRequested)
        {
            // Stopped before it was open.
        }
#pragma warning disable CA1031 // The top of a background task: whoever runs the host looks at the gate and says why.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            gate.Fail(exception);
            services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The store is open.")]
    private partial void LogOpen();
}
