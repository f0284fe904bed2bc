using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Roundtable.Bench.Serving;

namespace Roundtable.Bench.Peers;

/// <summary>A Redis of its own that flushes its file before it answers; it goes with the run.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ScratchFolder _folder;

    private RedisProcess(Process process, ScratchFolder folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    public int Id => _process.Id;

    public long SizeBytes =>
        Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);

    /// <exception cref="ArgumentException">It is not installed.</exception>
    public static async Task<RedisProcess> StartAsync(BenchOptions options)
    {
        var (folder, port) = (new ScratchFolder(options), FreePort());
        Directory.CreateDirectory(folder.Path);
        string[] settings = ["--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--save", ""];
        string[] files = ["--appendonly", "yes", "--appendfsync", "always", "--auto-aof-rewrite-percentage", "0"];
        try
        {
            var process = Process.Start(
                new ProcessStartInfo("redis-server", [.. settings, .. files, "--dir", folder.Path, "--maxclients", "10000"])
                {
                    RedirectStandardOutput = true,
                }
            )!;
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
                    return new RedisProcess(process, folder, port);
            }
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new ArgumentException("redis-server is not installed; run bench/peers/run.sh instead.", exception);
        }

        throw new InvalidOperationException("Redis ended before it was ready.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
