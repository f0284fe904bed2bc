using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Roundtable.E2E;

/// <summary>A sample, run as its reader would. Disposing kills it, when it is still there.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private SampleProcess(Process process) => _process = process;

    /// <summary>The folder of the samples.</summary>
    public static string Folder { get; } = Path.Combine(Find(AppContext.BaseDirectory), "samples");

    /// <summary>What it said so far, errors too.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>A sample that was built, in its own folder.</summary>
    public static SampleProcess Dotnet(string name, IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        var built = Path.Combine(AppContext.BaseDirectory, "..", "..", name, "release", $"{name}.dll");
        return Start(Path.Combine(Folder, name), environment, ["dotnet", built, .. args]);
    }

    public static SampleProcess Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var sample = new SampleProcess(new Process { StartInfo = start });
        sample._process.OutputDataReceived += (_, line) => sample.Keep(line.Data);
        sample._process.ErrorDataReceived += (_, line) => sample.Keep(line.Data);
        sample._process.Start();
        sample._process.BeginOutputReadLine();
        sample._process.BeginErrorReadLine();
        return sample;
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until it has said this.</summary>
    public async Task SaysAsync(string text)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience);
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(patience.IsCancellationRequested || _process.HasExited, $"It never said '{text}': {Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancelled);
        }
    }

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync(Cancelled).WaitAsync(Patience, Cancelled);
        return _process.ExitCode;
    }

    /// <summary>Dies at once, as after a crash.</summary>
    public void Crash()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
    }

    public async ValueTask DisposeAsync()
    {
        Crash();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Roundtable.slnx"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Not inside the repository."));

    private void Keep(string? line)
    {
        lock (_output)
            _output.Append(line is null ? "" : line + "\n");
    }
}
