using Roundtable.Tests.Cli;

namespace Roundtable.Tests.Moving;

/// <summary>The command that copies a store, in a process that dies in the middle of it.</summary>
internal static class CopyProcess
{
    /// <summary>Runs it, and kills it once its target's files are so large, however fast it is; or lets it end before.</summary>
    /// <param name="folder">Where the target's files are.</param>
    /// <param name="breaking">What else happens just before it is killed, or after it has ended.</param>
    /// <returns>Whether it has said that it is finished.</returns>
    public static async Task<bool> RunUntilAsync(string[] args, string folder, long sizeBytes, Action? breaking = null)
    {
        await using var process = ServerProcess.Start(args);
        var ended = process.ExitCodeAsync();
        while (!ended.IsCompleted && SizeOf(folder) < sizeBytes)
            await Task.Yield();
        breaking?.Invoke();
        process.Crash();
        var isFinished = await ended == 0;
        Assert.True(isFinished || sizeBytes < long.MaxValue, $"Nobody killed it. {process.Output}{process.Error}");
        return isFinished;
    }

    /// <summary>The length of all files in a folder in bytes; 0 when it is not there.</summary>
    public static long SizeOf(string folder)
    {
        try
        {
            var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories);
            return files.Sum(file => file.Exists ? file.Length : 0);
        }
        // Removed while it is being read.
        catch (IOException)
        {
            return 0;
        }
    }
}
