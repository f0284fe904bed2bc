using System.Diagnostics;

namespace Roundtable.Bench.Measuring;

/// <summary>One thing after the other, each as soon as the one before is done: how long, how many a second, and what a process used.</summary>
internal static class Sequence
{
    /// <summary>The same for each of these, so many times; before that as a warm-up, which compiles the code and fills the caches.</summary>
    /// <param name="process">Whose usage counts, what is prepared included.</param>
    /// <param name="work">What is timed.</param>
    /// <param name="warmUps">How often all of it is done before.</param>
    /// <param name="prepare">What is done before each, and not timed.</param>
    public static async Task<Figures> MeasureAsync<T>(
        int process,
        int rounds,
        IReadOnlyList<T> all,
        Func<T, Task> work,
        int warmUps = 1,
        Action<T>? prepare = null
    )
    {
        for (var round = 0; round < warmUps; round++)
        {
            foreach (var one in all)
                await work(one);
        }

        var (latencies, usage, sum) = (new Latencies(), Usage.Begin(process), TimeSpan.Zero);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var one in all)
            {
                prepare?.Invoke(one);
                var started = Stopwatch.GetTimestamp();
                await work(one);
                var elapsed = Stopwatch.GetElapsedTime(started);
                latencies.Add(elapsed);
                sum += elapsed;
            }
        }

        return new Figures().With(latencies).With("a second", rounds * all.Count / sum.TotalSeconds).With(usage.End());
    }
}
