using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Roundtable.Tests.Cli;

/// <summary>
/// The real executable as a process of its own: <c>await using var process = await ServerProcess.ServeAsync(sandbox.Data);</c>.
/// Disposing kills it, when it is still there.
/// </summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int ContinueSignal = 18;
    private const int PauseSignal = 19;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource<string> _listening = new();

    private ServerProcess(string[] command, string? folder, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>What it said so far.</summary>
    public string Output => Read(_output);

    /// <summary>What it complained about so far.</summary>
    public string Error => Read(_error);

    /// <summary>What is run: what was built beside the tests, or the native executable that <c>ROUNDTABLE_EXECUTABLE</c> names.</summary>
    private static string[] Executable =>
        Environment.GetEnvironmentVariable("ROUNDTABLE_EXECUTABLE") is { Length: > 0 } native
            ? [native]
            : ["dotnet", Path.Combine(AppContext.BaseDirectory, "Roundtable.Cli.dll")];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Runs any command.</summary>
    /// <param name="folder">Where it was typed; absent: the temporary directory.</param>
    /// <param name="launcher">A command that runs it, such as <c>strace</c>; <see cref="Id"/> is then the launcher's.</param>
    public static ServerProcess Start(
        IEnumerable<string> args,
        string? folder = null,
        IReadOnlyDictionary<string, string>? environment = null,
        IEnumerable<string>? launcher = null
    ) => new([.. launcher ?? [], .. Executable, .. args], folder, environment);

    /// <summary>Serves a store, or a data folder, on a free port, and returns when it is ready.</summary>
    public static Task<ServerProcess> ServeAsync(string store, params string[] more) => ServeAsync([], port: 0, store, more);

    /// <summary>The same, run by a command that becomes the server in the end.</summary>
    public static Task<ServerProcess> ServeUnderAsync(IEnumerable<string> launcher, string store, params string[] more) =>
        ServeAsync(launcher, port: 0, store, more);

    /// <summary>The same, where clients of an earlier one look for it.</summary>
    public static Task<ServerProcess> ServeOnAsync(int port, string store, params string[] more) =>
        ServeAsync([], port, store, more);

    private static async Task<ServerProcess> ServeAsync(IEnumerable<string> launcher, int port, string store, string[] more)
    {
        var process = Start(
            ["serve", "--store", NameOf(store), "--urls", $"http://127.0.0.1:{port}", .. more],
            launcher: launcher
        );
        try
        {
            using var client = await process.ConnectAsync();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
            patience.CancelAfter(Patience);
            while (true)
            {
                using var response = await client.GetAsync("/healthz/ready", patience.Token);
                if (response.IsSuccessStatusCode)
                    return process;
            }
        }
        catch
        {
            await process.DisposeAsync();
            throw new InvalidOperationException($"The server did not become ready: {process.Output}{process.Error}");
        }
    }

    /// <summary>A folder stands for a store in files.</summary>
    private static string NameOf(string store) => Path.IsPathRooted(store) ? $"files:{store}" : store;

    /// <summary>Talks to it, as soon as it listens.</summary>
    public async Task<HttpClient> ConnectAsync() =>
        new(new MortalHandler()) { BaseAddress = new Uri(await _listening.Task.WaitAsync(Patience, Cancelled)) };

    /// <summary>Sends SIGTERM.</summary>
    public void Stop() => Assert.Equal(0, Kill(_process.Id, Terminate));

    /// <summary>Dies at once, as after a crash.</summary>
    public void Crash()
    {
        if (!_process.HasExited)
            _process.Kill();
    }

    /// <summary>Stops in its tracks (SIGSTOP), as a machine that is paused.</summary>
    public void Pause() => Assert.Equal(0, Kill(_process.Id, PauseSignal));

    /// <summary>Goes on (SIGCONT) as if nothing had happened.</summary>
    public void Continue() => Assert.Equal(0, Kill(_process.Id, ContinueSignal));

    /// <summary>Waits for its end.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync(Cancelled).WaitAsync(Patience, Cancelled);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        // What it started may hold its output open for ever, when it is gone itself.
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    private void Keep(StringBuilder text, string? line)
    {
        lock (text)
            text.AppendLine(line);
        const string Greeting = "Roundtable listens on ";
        if (line?.StartsWith(Greeting, StringComparison.Ordinal) == true)
            _listening.TrySetResult(line[Greeting.Length..]);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
