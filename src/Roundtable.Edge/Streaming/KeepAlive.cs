namespace Roundtable.Edge.Streaming;

/// <summary>How long a stream may be silent.</summary>
internal readonly record struct KeepAlive(TimeSpan Silence, TimeProvider Time)
{
    public static KeepAlive Of(IServiceProvider services) =>
        new(services.GetRequiredService<RoundtableOptions>().KeepAlive, services.GetRequiredService<TimeProvider>());

    /// <summary>Waits for the task; false when the silence is over first.</summary>
    public async ValueTask<bool> IsFinishedInTimeAsync(Task task)
    {
        if (task.IsCompleted)
            return true;
        using var timer = new CancellationTokenSource();
        var isFirst = await Task.WhenAny(task, Task.Delay(Silence, Time, timer.Token)) == task;
        await timer.CancelAsync();
        return isFirst;
    }
}
