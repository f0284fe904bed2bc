namespace Roundtable.Bench.Measuring;

/// <summary>What else the machine was doing: times of a busy one say little.</summary>
internal static class MachineLoad
{
    /// <summary>The load average of the last minute: how many processes ran or waited to.</summary>
    public static string Now() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
