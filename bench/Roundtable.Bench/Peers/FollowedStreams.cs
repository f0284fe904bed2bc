using System.Diagnostics;
using Roundtable.Bench.Measuring;

namespace Roundtable.Bench.Peers;

/// <summary>
/// Many followers of a peer's streams, from the beginning until all has arrived, or nothing has for ten seconds, or a
/// minute has passed since all was said. What is not there then counts as lost.
/// </summary>
/// <param name="bundles">How many each of them is to get.</param>
internal sealed class FollowedStreams(int bundles) : IDisposable
{
    private const int PatienceMax = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _end = new();
    private readonly Latencies _latencies = new();
    private readonly List<StampedText> _texts = [];
    private readonly List<Task> _readings = [];

    /// <param name="readAsync">Reads into the text while there is something, and as long as the predicate wants more.</param>
    public void Add(Func<StampedText, Func<bool>, CancellationToken, Task> readAsync)
    {
        var text = new StampedText(_latencies);
        _texts.Add(text);
        _readings.Add(EndAsync(readAsync(text, () => text.Bundles < bundles, _end.Token)));
    }

    /// <summary>Figures of a run in which <paramref name="sayAsync"/> says it all.</summary>
    public async Task<Figures> MeasureAsync(int process, Func<Task> sayAsync, string rate)
    {
        var (usage, started) = (Usage.Begin(process), Stopwatch.GetTimestamp());
        await sayAsync();
        await WaitAsync(Task.WhenAll(_readings));
        var elapsed = Stopwatch.GetElapsedTime(started, _texts.Max(text => text.LastAt)).TotalSeconds;
        var arrived = _texts.Sum(text => text.Bundles - text.Twice);
        return new Figures()
            .With(_latencies)
            .With(rate, _texts.Sum(text => text.Bundles) / elapsed)
            .With(usage.End())
            .With("lost", ((long)bundles * _texts.Count) - arrived)
            .With("twice", _texts.Sum(text => text.Twice));
    }

    public void Dispose() => _end.Dispose();

    private async Task WaitAsync(Task all)
    {
        var before = -1L;
        for (var time = 0; time < PatienceMax && !all.IsCompleted && Arrived() > before; time++)
        {
            before = Arrived();
            await Task.WhenAny(all, Task.Delay(Patience, TimeProvider.System, CancellationToken.None));
        }

        await _end.CancelAsync();
        await all;

        long Arrived() => _texts.Sum(text => text.Bundles);
    }

    /// <summary>A follower that is not served any more has lost the rest, which is counted.</summary>
    private static async Task EndAsync(Task reading)
    {
        try
        {
            await reading;
        }
        catch (OperationCanceledException) { }
    }
}
