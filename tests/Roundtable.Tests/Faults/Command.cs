using System.Diagnostics;

namespace Roundtable.Tests.Faults;

/// <summary>Runs a command of the system to its end.</summary>
internal static class Command
{
    /// <summary>What it printed; it must succeed.</summary>
    public static async Task<string> RunAsync(string name, params string[] args)
    {
        var (code, output) = await TryAsync(name, args);
        Assert.True(code == 0, $"{name} {string.Join(' ', args)}: {code}: {output}");
        return output;
    }

    public static async Task<(int Code, string Output)> TryAsync(string name, params string[] args)
    {
        using var process = Process.Start(
            new ProcessStartInfo(name, args) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        var output = await process.StandardOutput.ReadToEndAsync(patience.Token) + await error;
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, output);
    }
}
