using Roundtable.Edge.Opening;

namespace Roundtable.Edge.Streaming;

/// <summary>How long one stream may be silent, and whether there is any use in waiting. Its timer outlives what it waits for.</summary>
internal sealed class Silence(TimeSpan max, TimeProvider time, StoreGate gate) : IDisposable
{
    /// <summary>While the store cannot write, a stream with nothing to say ends within this time.</summary>
    private static readonly TimeSpan TroubledMax = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _done = new();
    private Task? _tick;

    public static Silence Of(IServiceProvider services) =>
        new(
            services.GetRequiredService<RoundtableOptions>().KeepAlive,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<StoreGate>()
        );

    /// <summary>Waits for the task; false when the silence is over first.</summary>
    /// <exception cref="StorageUnavailableException">The store cannot write, so that nothing will come for a while.</exception>
    public async ValueTask<bool> IsFinishedInTimeAsync(Task task)
    {
        if (task.IsCompleted)
            return true;
        var began = time.GetTimestamp();
        while (max - time.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
        {
            _tick ??= Task.Delay(left < TroubledMax ? left : TroubledMax, time, _done.Token);
            if (await Task.WhenAny(task, _tick) == task)
                return true;
            _tick = null;
            if (gate.Trouble is { } trouble)
                throw trouble;
        }

        return task.IsCompleted;
    }

    /// <summary>Stops the timer.</summary>
    public void Dispose()
    {
        _done.Cancel();
        _done.Dispose();
    }
}
