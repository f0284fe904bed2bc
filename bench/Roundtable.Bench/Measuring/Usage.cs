using System.Diagnostics;
using System.Globalization;

namespace Roundtable.Bench.Measuring;

/// <summary>What a process used between two looks at it, as the kernel counts it (<c>/proc/PID/stat, io, status</c>).</summary>
internal sealed class Usage
{
    private const double TicksPerSecond = 100;
    private readonly int _process;
    private long _startedAt = Stopwatch.GetTimestamp();
    private double _cpuAtStart;
    private long _writtenAtStart;

    private Usage(int process) => _process = process;

    /// <summary>Cores in use, on average.</summary>
    public double Cores { get; private set; }

    /// <summary>Resident memory at the end.</summary>
    public double MemoryMiB { get; private set; }

    /// <summary>What it gave to write calls for files; what it sent over sockets is not counted.</summary>
    public double WrittenMiB { get; private set; }

    public static Usage Begin(int process)
    {
        var usage = new Usage(process);
        (usage._cpuAtStart, usage._writtenAtStart) = (usage.CpuSeconds(), usage.WrittenBytes());
        return usage;
    }

    /// <summary>Of a process since it was started, at this timestamp.</summary>
    public static Usage SinceStart(int process, long startedAt) => new(process) { _startedAt = startedAt };

    public Usage End()
    {
        Cores = (CpuSeconds() - _cpuAtStart) / Stopwatch.GetElapsedTime(_startedAt).TotalSeconds;
        MemoryMiB = MemoryMiBOf(_process);
        WrittenMiB = (WrittenBytes() - _writtenAtStart) / (1024.0 * 1024);
        return this;
    }

    public static double MemoryMiBOf(int process) => FieldOf($"/proc/{process}/status", "VmRSS:") / 1024.0;

    /// <summary>The most that was resident since <see cref="ForgetPeak"/>.</summary>
    public static double PeakMiBOf(int process) => FieldOf($"/proc/{process}/status", "VmHWM:") / 1024.0;

    /// <summary>Has the kernel begin anew with what is resident now.</summary>
    public static void ForgetPeak(int process) => File.WriteAllText($"/proc/{process}/clear_refs", "5");

    private double CpuSeconds()
    {
        var stat = File.ReadAllText($"/proc/{_process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
    }

    private long WrittenBytes() => FieldOf($"/proc/{_process}/io", "wchar:");

    private static long FieldOf(string path, string name) =>
        Number(File.ReadLines(path).First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Split("kB")[0]);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
