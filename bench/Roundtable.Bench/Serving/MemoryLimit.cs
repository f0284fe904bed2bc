using System.Diagnostics;
using System.Globalization;

namespace Roundtable.Bench.Serving;

/// <summary>
/// Holds a server to so much memory from its first instruction on. A control group does, as a container has one: the page cache
/// that the server fills is included, the runtime keeps its heap below it, and the kernel takes pages away and at last ends the
/// process. Making one needs the right to, as root has it; without, the runtime's heap alone is limited.
/// </summary>
internal sealed class MemoryLimit : IDisposable
{
    private const string Second = "/sys/fs/cgroup/cgroup.controllers";
    private const string HeapVariable = "DOTNET_GCHeapHardLimit";
    private readonly long _sizeBytes;
    private readonly DirectoryInfo _group;
    private readonly string _file;
    private readonly bool _isHard;

    public MemoryLimit(long sizeBytes)
    {
        _sizeBytes = sizeBytes;
        var (parent, version) = File.Exists(Second) ? ("/sys/fs/cgroup", 2) : ("/sys/fs/cgroup/memory", 1);
        _group = new DirectoryInfo(Path.Combine(parent, $"roundtable-bench-{Guid.NewGuid():N}"));
        _file = Path.Combine(_group.FullName, version == 2 ? "memory.max" : "memory.limit_in_bytes");
        _isHard = TryMake();
        Means = _isHard
            ? $"hard limit, control group v{version.ToString(CultureInfo.InvariantCulture)}"
            : "no hard limit can be set here, the runtime's heap alone is limited";
    }

    /// <summary>What holds the server, for the table.</summary>
    public string Means { get; }

    /// <summary>Has the process begin inside the limit.</summary>
    public void PutOn(ProcessStartInfo start)
    {
        if (!_isHard)
        {
            start.Environment[HeapVariable] = _sizeBytes.ToString("X", CultureInfo.InvariantCulture);
            return;
        }

        string[] shell = ["-c", "echo $$ >\"$0\" && exec \"$@\"", Path.Combine(_group.FullName, "cgroup.procs"), start.FileName];
        for (var i = 0; i < shell.Length; i++)
            start.ArgumentList.Insert(i, shell[i]);
        start.FileName = "/bin/sh";
    }

    /// <summary>The limit that is in force for a process, as the system says it; 0 when there is none.</summary>
    public double ReadBackMiB(int process)
    {
        var isIn = _isHard
            ? File.ReadAllText($"/proc/{process}/cgroup").Contains(_group.Name, StringComparison.Ordinal)
            : File.ReadAllText($"/proc/{process}/environ").Contains(HeapVariable, StringComparison.Ordinal);
        var limit = _isHard ? long.Parse(File.ReadAllText(_file), CultureInfo.InvariantCulture) : _sizeBytes;
        return isIn ? limit / (1024.0 * 1024) : 0;
    }

    public void Dispose()
    {
        try
        {
            // A group has files, and goes as an empty folder does once no process is in it.
            if (_isHard)
                _group.Delete();
        }
        catch (IOException)
        {
            // The process is still ending; an empty group costs nothing.
        }
    }

    private bool TryMake()
    {
        try
        {
            _group.Create();
            File.WriteAllText(_file, _sizeBytes.ToString(CultureInfo.InvariantCulture));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _group.Refresh();
            if (_group.Exists)
                _group.Delete();
            return false;
        }
    }
}
