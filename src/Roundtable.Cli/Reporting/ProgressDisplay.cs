using Spectre.Console;

namespace Roundtable.Cli.Reporting;

/// <summary>Shows how far something has come once it has taken a second: a bar on a terminal, elsewhere a line now and then.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="output">Where plain lines go; a bar is drawn only when this is the console, and the console a terminal.</param>
    /// <param name="describe">How a report is shown.</param>
    public static Task<T> ShowAsync<TProgress, T>(
        TextWriter output,
        Func<TProgress, WorkProgress> describe,
        Func<IProgress<TProgress>, Task<T>> work
    )
    {
        var isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        return isTerminal
            ? ShowBarAsync(describe, work)
            : work(new PlainProgress<TProgress>(describe, output, TimeProvider.System));
    }

    private static async Task<T> ShowBarAsync<TProgress, T>(
        Func<TProgress, WorkProgress> describe,
        Func<IProgress<TProgress>, Task<T>> work
    )
    {
        var last = new LastProgress<TProgress>(describe);
        var task = work(last);
        if (await IsOverAsync(task, Patience))
            return await task;

        await AnsiConsole
            .Progress()
            .AutoClear(true)
            .StartAsync(async context =>
            {
                var bar = context.AddTask("…");
                while (!await IsOverAsync(task, Pause))
                {
                    if (last.Value is not { } value)
                        continue;
                    bar.Description = Markup.Escape($"{value.Title}: {value.Text}");
                    bar.MaxValue = Math.Max(1, value.Total);
                    bar.Value = value.Done;
                }
            });
        return await task;
    }

    /// <summary>Waits a little for the end; a failure is whoever's who takes the result.</summary>
    private static async Task<bool> IsOverAsync(Task task, TimeSpan patience)
    {
        await Task.WhenAny(task, Task.Delay(patience, TimeProvider.System));
        return task.IsCompleted;
    }

    private sealed class LastProgress<TProgress>(Func<TProgress, WorkProgress> describe) : IProgress<TProgress>
    {
        private readonly Lock _gate = new();

        public WorkProgress? Value
        {
            get
            {
                lock (_gate)
                    return field;
            }
            private set;
        }

        public void Report(TProgress value)
        {
            lock (_gate)
                Value = describe(value);
        }
    }
}
