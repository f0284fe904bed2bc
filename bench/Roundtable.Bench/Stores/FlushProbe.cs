using System.Diagnostics;
using Roundtable.Bench.Measuring;
using Roundtable.Disk;

namespace Roundtable.Bench.Stores;

/// <summary>
/// What a bare flush takes on a device while something else is measured there, or nothing: fifty small ones a second, by a thread of
/// its own. What was due while one of them took long counts with what was left of that: so does a bundle wait that is cut while
/// the device stands still.
/// </summary>
internal sealed class FlushProbe : IDisposable
{
    private const int SizeBytes = 512;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private readonly PreFilledFile _file;
    private readonly ManualResetEventSlim _ended = new();
    private readonly Thread _thread;
    private Latencies _latencies = new();

    private FlushProbe(string folder)
    {
        _file = new PreFilledFile(new LinuxDisk(), folder);
        _thread = new Thread(Run) { IsBackground = true };
    }

    /// <param name="folder">On the device; gets a file.</param>
    public static FlushProbe Begin(string folder)
    {
        var probe = new FlushProbe(folder);
        probe._thread.Start();
        return probe;
    }

    /// <summary>What they took since the last call, or since the beginning.</summary>
    public Latencies Reset() => Interlocked.Exchange(ref _latencies, new Latencies());

    public void Dispose()
    {
        _ended.Set();
        _thread.Join();
        _file.Dispose();
        _ended.Dispose();
    }

    private void Run()
    {
        var bytes = new byte[SizeBytes];
        var started = Stopwatch.GetTimestamp();
        for (var due = TimeSpan.Zero; ; due += Pace)
        {
            var wait = due - Stopwatch.GetElapsedTime(started);
            if (_ended.Wait(wait > TimeSpan.Zero ? wait : TimeSpan.Zero))
                return;
            var took = _file.Append(bytes);
            Volatile.Read(ref _latencies).Add(took);
            // Those that were due meanwhile would have waited for the rest of it.
            for (took -= Pace; took > TimeSpan.Zero; took -= Pace, due += Pace)
                Volatile.Read(ref _latencies).Add(took);
        }
    }
}
