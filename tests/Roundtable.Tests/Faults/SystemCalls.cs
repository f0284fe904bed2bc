using System.Diagnostics;

namespace Roundtable.Tests.Faults;

/// <summary>
/// Watches system calls of a running process, and makes some of them fail, for real, until disposed of: <c>await using var
/// _ = await SystemCalls.InjectAsync(process.Id, "fdatasync", "error=EIO");</c>
/// </summary>
internal sealed class SystemCalls : IAsyncDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Process _strace;
    private readonly string _log;
    private readonly TaskCompletionSource _attached = new();

    private SystemCalls(int process, string log, IEnumerable<string> args)
    {
        _log = log;
        _strace = new Process
        {
            StartInfo = new ProcessStartInfo("strace", ["-f", "-y", "-o", log, .. args, "-p", $"{process}"])
            {
                RedirectStandardError = true,
            },
        };
        _strace.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Contains(" attached", StringComparison.Ordinal) == true)
                _attached.TrySetResult();
            else if (line.Data?.Contains("attach: ", StringComparison.Ordinal) == true)
                _attached.TrySetException(new InvalidOperationException(line.Data));
        };
        _strace.Start();
        _strace.BeginErrorReadLine();
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>From now on these calls do this, such as <c>error=EIO:when=3</c> (counted for each thread).</summary>
    /// <param name="path">Only calls about this file; null: all.</param>
    public static Task<SystemCalls> InjectAsync(int process, string calls, string what, string? path = null) =>
        AttachAsync(
            process,
            ["-e", $"trace={calls}", "-e", $"inject={calls}:{what}", .. (path is null ? [] : new[] { "-P", path })]
        );

    /// <summary>From now on these calls are written down.</summary>
    public static Task<SystemCalls> WatchAsync(int process, string calls) => AttachAsync(process, ["-e", $"trace={calls}"]);

    /// <summary>Ends the faults; the process goes on without them.</summary>
    /// <returns>A line for each call.</returns>
    public async Task<string[]> DetachAsync()
    {
        if (!_strace.HasExited)
            await Command.TryAsync("kill", $"-{Terminate}", $"{_strace.Id}");
        try
        {
            await _strace.WaitForExitAsync(CancellationToken.None).WaitAsync(Patience, Cancelled);
        }
        // It waits for a process that it holds itself, now and then.
        catch (Exception failure) when (failure is TimeoutException or OperationCanceledException)
        {
            _strace.Kill();
        }

        return await LinesAsync();
    }

    /// <summary>A line for each call so far.</summary>
    public async Task<string[]> LinesAsync() =>
        File.Exists(_log) ? await File.ReadAllLinesAsync(_log, CancellationToken.None) : [];

    public async ValueTask DisposeAsync()
    {
        await DetachAsync();
        _strace.Dispose();
        File.Delete(_log);
    }

    private static async Task<SystemCalls> AttachAsync(int process, IEnumerable<string> args)
    {
        var calls = new SystemCalls(process, Path.GetTempFileName(), args);
        await calls._attached.Task.WaitAsync(Patience, Cancelled);
        return calls;
    }
}
