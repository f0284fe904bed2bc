using System.Text;
using Roundtable.Files.Disk;

namespace Roundtable.Files;

/// <summary>One process owns a data folder: a kernel lock, which dies with the process, and in the file who has it.</summary>
internal static class FolderLock
{
    /// <exception cref="StoreInUseException">Another process has it.</exception>
    public static IDisposable Take(IDisk disk, string folder, TimeProvider time)
    {
        var path = Path.Combine(folder, StoreLayout.Lock);
        var owner = $"process {Environment.ProcessId} on {Environment.MachineName} since {time.GetUtcMilliseconds():u}";
        return disk.TryLock(path, Encoding.UTF8.GetBytes(owner + "\n"))
            ?? throw new StoreInUseException($"'{folder}' is in use by {Encoding.UTF8.GetString(disk.Read(path) ?? []).Trim()}.");
    }
}
