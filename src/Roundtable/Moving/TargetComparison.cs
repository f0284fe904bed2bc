using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Roundtable.Moving;

/// <summary>Reads all of a target, on as many processors as there are, and compares it with what was read of the source.</summary>
/// <param name="copied">The source's units, in order, each with the digest of its records.</param>
internal sealed class TargetComparison(IStoreTarget target, IReadOnlyList<(StoreUnit Unit, ulong Digest)> copied)
{
    private const int ThreadsMax = 4;
    private const int UnitsMax = 64;

    private readonly Lock _lock = new();
    private readonly ConcurrentBag<IContentView> _views = [];
    private (int Index, StoreUnit Unit, Exception? Reason)? _first;
    private int _done;
    private long _sizeBytes;

    /// <exception cref="StoreDiffersException">They are not the same; it names the first unit that differs.</exception>
    public async Task RunAsync(IProgress<MovingProgress>? progress, CancellationToken cancellationToken)
    {
        progress?.Report(new MovingProgress(MovingPhase.Comparing, 0, copied.Count, 0));
        var options = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = Math.Min(ThreadsMax, Environment.ProcessorCount),
        };
        try
        {
            await Parallel
                .ForEachAsync(BatchesAsync(cancellationToken), options, (batch, token) => CompareAsync(batch, progress, token))
                .ConfigureAwait(false);
        }
        finally
        {
            foreach (var view in _views)
                view.Dispose();
        }

        if (_first is var (_, unit, reason))
            throw Unequal(unit, reason);
    }

    /// <summary>The target's units, as long as they are the source's.</summary>
    private async IAsyncEnumerable<Range> BatchesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (first, count) = (0, 0);
        await foreach (var unit in target.Content.ListUnitsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (count == copied.Count || copied[count].Unit != unit)
            {
                Tell(count, unit, null);
                break;
            }

            if (++count - first < UnitsMax)
                continue;
            yield return first..count;
            first = count;
            if (IsOver)
                yield break;
        }

        yield return first..count;
        if (count < copied.Count)
            Tell(count, copied[count].Unit, null);
    }

    private bool IsOver
    {
        get
        {
            lock (_lock)
                return _first is not null;
        }
    }

    private async ValueTask CompareAsync(Range batch, IProgress<MovingProgress>? progress, CancellationToken cancellationToken)
    {
        if (!_views.TryTake(out var view))
            view = target.OpenView();
        try
        {
            for (var index = batch.Start.Value; index < batch.End.Value; index++)
            {
                if (!await IsEqualAsync(view, index, progress, cancellationToken).ConfigureAwait(false))
                    return;
            }
        }
        finally
        {
            _views.Add(view);
        }
    }

    private async ValueTask<bool> IsEqualAsync(
        IContentView view,
        int index,
        IProgress<MovingProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var (unit, digest) = copied[index];
        using var tally = new UnitTally();
        try
        {
            await foreach (var record in view.ReadAsync(unit, cancellationToken).ConfigureAwait(false))
                tally.Add(record);
        }
        catch (StoreDamagedException damage)
        {
            Tell(index, unit, damage);
            return false;
        }

        if (tally.Digest() != digest)
        {
            Tell(index, unit, null);
            return false;
        }

        lock (_lock)
        {
            (_done, _sizeBytes) = (_done + 1, _sizeBytes + tally.SizeBytes);
            progress?.Report(new MovingProgress(MovingPhase.Comparing, _done, copied.Count, _sizeBytes));
        }

        return true;
    }

    /// <summary>Batches are begun in order, and those that are begun are ended, so the first of all is among those that are told.</summary>
    private void Tell(int index, StoreUnit unit, Exception? reason)
    {
        lock (_lock)
        {
            if (_first is null || index < _first.Value.Index)
                _first = (index, unit, reason);
        }
    }

    private static StoreDiffersException Unequal(StoreUnit unit, Exception? inner) =>
        new(
            $"After copying, '{unit}' is not the same in the target as in the source. The target is not usable. "
                + "Look after its disk, remove it, and try again with a new one.",
            unit,
            inner
        );
}
