namespace Roundtable.E2E;

/// <summary>The server of all tests that do no harm to it.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private PageServer? _server;

    internal PageServer Server => _server ?? throw new InvalidOperationException("The server has not started.");

    public async ValueTask InitializeAsync() => _server = await PageServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
