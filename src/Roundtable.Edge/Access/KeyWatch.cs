namespace Roundtable.Edge.Access;

/// <summary>Looks every second which keys are still good, so that a revoked one ends its streams within two.</summary>
internal sealed partial class KeyWatch(KeyRing ring, TimeProvider time, ILogger<KeyWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ring.RefreshAsync(stoppingToken);
            }
            catch (StorageUnavailableException exception)
            {
                // Who is calling goes on; it is looked at again in a second.
                LogUnreadable(exception.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot look which keys are still good: {Reason}")]
    private partial void LogUnreadable(string reason);
}
