using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Roundtable.Disk;

/// <summary>Looks at the device under a data folder when a store is opened: whether flushes can be believed, and how long they take.</summary>
/// <param name="probe">A file in the folder that may be made, and is removed again.</param>
internal sealed partial class DeviceCheck(IDisk disk, string folder, string probe, ILogger logger)
{
    /// <summary>A device that takes longer cannot keep the bundle's time of 5 ms under load.</summary>
    private static readonly TimeSpan FlushGood = TimeSpan.FromMilliseconds(2);

    /// <summary>The start waits for no further flush after this.</summary>
    private static readonly TimeSpan MeasuringMax = TimeSpan.FromMilliseconds(20);

    private const int FlushesMax = 9;
    private const int WriteBytes = 4096;
    private const string Unflushable = "/dev/null";
    private readonly ILogger _logger = logger;

    /// <summary>Measures and warns; how long a flush typically takes, or null when that could not be measured.</summary>
    /// <exception cref="StorageUnavailableException">A flush that must fail succeeds, so that none can be believed.</exception>
    public TimeSpan? Run()
    {
        RequireHonestFlushes();
        var mount = MountPoint.Of(folder, ReadText);
        if (mount is { IsOverNetwork: true })
            LogNetwork(folder, mount.Kind);
        if (mount is { Kind: "ext4" } && IsWithoutJournal(mount))
            LogNoJournal(folder);
        return Measure();
    }

    /// <summary>No device is behind <c>/dev/null</c>: a flush of it fails, unless something between us and the kernel lies.</summary>
    private static void RequireHonestFlushes()
    {
        try
        {
            LinuxDisk.FlushDevice(Unflushable);
        }
        catch (DiskException)
        {
            return;
        }

        throw new StorageUnavailableException(
            StorageFault.Unavailable,
            "A flush that must fail is reported as done, so nothing shown would be safe. Is a library such as eatmydata preloaded?"
        );
    }

    private bool IsWithoutJournal(MountPoint mount) =>
        ReadText($"/sys/fs/ext4/{Path.GetFileName(mount.Device)}/journal_task")?.StartsWith("<none>", StringComparison.Ordinal)
        == true;

    private string? ReadText(string path)
    {
        try
        {
            return disk.Read(path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
        }
        catch (DiskException)
        {
            // A system that does not tell is not warned about.
            return null;
        }
    }

    private TimeSpan? Measure()
    {
        if (!disk.TryCreate(probe, out var file))
            return null;
        var flushes = new List<TimeSpan>();
        using (file)
        {
            var begun = Stopwatch.GetTimestamp();
            // The first one flushes the file's own birth, too.
            for (var i = 0; i <= FlushesMax && (i < 2 || Stopwatch.GetElapsedTime(begun) < MeasuringMax); i++)
            {
                file.Write(0, new byte[WriteBytes]);
                var started = Stopwatch.GetTimestamp();
                file.Flush();
                if (i > 0)
                    flushes.Add(Stopwatch.GetElapsedTime(started));
            }
        }

        disk.Delete(probe);
        flushes.Sort();
        var typical = flushes[flushes.Count / 2];
        if (typical > FlushGood)
            LogSlow(folder, typical.TotalMilliseconds);
        return typical;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "'{Folder}' is on {Kind}, a network file system: locks and flushes may not hold there. Use a local disk."
    )]
    private partial void LogNetwork(string folder, string kind);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "'{Folder}' is on ext4 without a journal: a power cut can take names away that were flushed. Use one with a journal (tune2fs -O has_journal)."
    )]
    private partial void LogNoJournal(string folder);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The device under '{Folder}' takes {Milliseconds:F1} ms for a flush; bundles will be shown that much later, and under load twice that."
    )]
    private partial void LogSlow(string folder, double milliseconds);
}
