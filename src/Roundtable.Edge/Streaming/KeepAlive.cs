using Roundtable.Edge.Opening;

namespace Roundtable.Edge.Streaming;

/// <summary>How long a stream may be silent, and whether there is any use in waiting.</summary>
internal readonly record struct KeepAlive(TimeSpan Silence, TimeProvider Time, StoreGate Gate)
{
    /// <summary>While the store cannot write, a stream with nothing to say ends within this time.</summary>
    private static readonly TimeSpan TroubledSilence = TimeSpan.FromSeconds(1);

    public static KeepAlive Of(IServiceProvider services) =>
        new(
            services.GetRequiredService<RoundtableOptions>().KeepAlive,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<StoreGate>()
        );

    /// <summary>Waits for the task; false when the silence is over first.</summary>
    /// <exception cref="StorageUnavailableException">The store cannot write, so that nothing will come for a while.</exception>
    public async ValueTask<bool> IsFinishedInTimeAsync(Task task)
    {
        for (var left = Silence; !task.IsCompleted && left > TimeSpan.Zero; left -= TroubledSilence)
        {
            if (await IsFinishedAsync(task, left < TroubledSilence ? left : TroubledSilence))
                break;
            if (Gate.Trouble is { } trouble)
                throw trouble;
        }

        return task.IsCompleted;
    }

    private async Task<bool> IsFinishedAsync(Task task, TimeSpan patience)
    {
        using var timer = new CancellationTokenSource();
        var isFirst = await Task.WhenAny(task, Task.Delay(patience, Time, timer.Token)) == task;
        await timer.CancelAsync();
        return isFirst;
    }
}
