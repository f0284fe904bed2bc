using System.Globalization;

namespace Roundtable.Bench.Serving;

/// <summary>
/// A control group that holds a process to so much memory, the page cache that it fills included: the kernel takes that away
/// first, and ends the process when that does not help. Needs the right to make one, as root has.
/// </summary>
internal sealed class MemoryLimit : IDisposable
{
    private const string Second = "/sys/fs/cgroup/cgroup.controllers";
    private readonly DirectoryInfo _group;

    private MemoryLimit(DirectoryInfo group) => _group = group;

    /// <summary>Null where no group can be made.</summary>
    public static MemoryLimit? TryPut(int process, long sizeBytes)
    {
        var (parent, name) = File.Exists(Second)
            ? ("/sys/fs/cgroup", "memory.max")
            : ("/sys/fs/cgroup/memory", "memory.limit_in_bytes");
        var group = new DirectoryInfo(Path.Combine(parent, $"roundtable-bench-{process}"));
        try
        {
            group.Create();
            File.WriteAllText(Path.Combine(group.FullName, name), sizeBytes.ToString(CultureInfo.InvariantCulture));
            File.WriteAllText(Path.Combine(group.FullName, "cgroup.procs"), process.ToString(CultureInfo.InvariantCulture));
            return new MemoryLimit(group);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (group.Exists)
                group.Delete();
            return null;
        }
    }

    public void Dispose()
    {
        try
        {
            // A group has files, and goes as an empty folder does once no process is in it.
            _group.Delete();
        }
        catch (IOException)
        {
            // The process is still ending; an empty group costs nothing.
        }
    }
}
