using System.Text;

namespace Roundtable.Disk;

/// <summary>One process owns a store: a kernel lock on a file, which dies with the process, and in the file who has it.</summary>
internal static class OwnerLock
{
    /// <param name="store">What is owned, as it is called in the refusal.</param>
    /// <exception cref="StoreInUseException">Another process has it.</exception>
    public static IDisposable Take(IDisk disk, string path, string store, TimeProvider time)
    {
        var owner = $"process {Environment.ProcessId} on {Environment.MachineName} since {time.GetUtcMilliseconds():u}";
        return disk.TryLock(path, Encoding.UTF8.GetBytes(owner + "\n"))
            ?? throw new StoreInUseException($"'{store}' is in use by {Encoding.UTF8.GetString(disk.Read(path) ?? []).Trim()}.");
    }
}
