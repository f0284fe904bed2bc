using Roundtable.Files.Verification;
using Spectre.Console;

namespace Roundtable.Cli.Reporting;

/// <summary>Shows how far something has come once it has taken a second: a bar on a terminal, elsewhere a line now and then.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="output">Where plain lines go; a bar is drawn only when this is the console, and the console a terminal.</param>
    public static Task<T> ShowAsync<T>(string title, TextWriter output, Func<IProgress<VerificationProgress>, Task<T>> work)
    {
        var isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        return isTerminal ? ShowBarAsync(title, work) : work(new PlainProgress(title, output, TimeProvider.System));
    }

    private static async Task<T> ShowBarAsync<T>(string title, Func<IProgress<VerificationProgress>, Task<T>> work)
    {
        var last = new LastProgress();
        var task = work(last);
        if (await IsOverAsync(task, Patience))
            return await task;

        await AnsiConsole
            .Progress()
            .AutoClear(true)
            .StartAsync(async context =>
            {
                var bar = context.AddTask(title);
                while (!await IsOverAsync(task, Pause))
                {
                    bar.MaxValue = Math.Max(1, last.Value.FilesTotal);
                    bar.Value = last.Value.Files;
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

    private sealed class LastProgress : IProgress<VerificationProgress>
    {
        private readonly Lock _gate = new();

        public VerificationProgress Value
        {
            get
            {
                lock (_gate)
                    return field;
            }
            private set;
        }

        public void Report(VerificationProgress value)
        {
            lock (_gate)
                Value = value;
        }
    }
}
