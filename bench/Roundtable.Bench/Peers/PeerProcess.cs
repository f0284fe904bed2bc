using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Roundtable.Bench.Peers;

/// <summary>A peer's script in a process of its own: a line of JSON for each one that it is told. It ends at the latest with this one.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private const string Ready = "ready ";
    private readonly Process _process;

    private PeerProcess(Process process, string address) => (_process, Address) = (process, address);

    /// <summary>Where it listens, if it does.</summary>
    public string Address { get; }

    public int Id => _process.Id;

    public static async Task<PeerProcess> StartAsync(string script, params string[] args)
    {
        var process = Process.Start(
            new ProcessStartInfo("node", [PeerScripts.PathOf(script), .. args])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        var ready = await FindLineAsync(process, line => line.StartsWith(Ready, StringComparison.Ordinal));
        return new PeerProcess(process, ready[Ready.Length..]);
    }

    /// <summary>Has it do something, and gives what it says when that is done.</summary>
    public async Task<JsonObject> AskAsync(params JsonNode[] order)
    {
        await _process.StandardInput.WriteLineAsync(new JsonArray(order).ToJsonString());
        await _process.StandardInput.FlushAsync();
        // What it logs goes the same way.
        return JsonNode.Parse(await FindLineAsync(_process, line => line.StartsWith('{')))!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<string> FindLineAsync(Process process, Predicate<string> isIt)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (isIt(line))
                return line;
        }

        await process.WaitForExitAsync();
        throw new InvalidOperationException($"{process.StartInfo.ArgumentList[0]} ended with {process.ExitCode}.");
    }
}
