using System.Diagnostics;

namespace Roundtable.Bench.Serving;

/// <summary>A server in a process of its own; it ends at the latest with this one.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;

    private HostProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public int Id => _process.Id;

    /// <summary>Starts a server of <see cref="HostCommand"/>.</summary>
    public static Task<HostProcess> StartAsync(params string[] args) => StartAsync(null, args);

    /// <summary>The same inside a limit of memory.</summary>
    public static Task<HostProcess> StartAsync(MemoryLimit? limit, params string[] args) =>
        StartAsync(
            ("dotnet", [Path.Combine(AppContext.BaseDirectory, "Roundtable.Bench.dll"), "host", .. args]),
            HostCommand.Ready,
            limit
        );

    /// <summary>Starts the executable itself, and waits until it says that it is ready.</summary>
    /// <param name="native">A native one; null: the one that was built with the benchmarks.</param>
    public static Task<HostProcess> ServeAsync(string folder, string? native) =>
        StartAsync(
            native is null
                ? ("dotnet", [Path.Combine(AppContext.BaseDirectory, "Roundtable.Cli.dll"), .. ServeArguments(folder)])
                : (native, ServeArguments(folder)),
            "Roundtable listens on "
        );

    /// <summary>Ends as after a power cut of the process alone.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string[] ServeArguments(string folder) =>
        ["serve", "--store", $"files:{folder}", "--urls", "http://127.0.0.1:0"];

    private static async Task<HostProcess> StartAsync(
        (string File, string[] Args) command,
        string ready,
        MemoryLimit? limit = null
    )
    {
        var start = new ProcessStartInfo(command.File, command.Args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        limit?.PutOn(start);
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(ready, StringComparison.Ordinal))
                return new HostProcess(process, new Uri(line[ready.Length..]));
        }

        await process.WaitForExitAsync();
        throw new InvalidOperationException($"The server ended with {process.ExitCode} before it was ready.");
    }
}
