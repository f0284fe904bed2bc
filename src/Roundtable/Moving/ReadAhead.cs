using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Roundtable.Moving;

/// <summary>
/// Reads a store ahead of whoever goes through it, on a thread of its own, so that reading and writing take a processor each.
/// </summary>
/// <remarks>
/// Three batches of at most 384 KiB of records are held: the one in use, the next one, and the one that is filled. A unit that
/// takes more than 256 KiB, or that could not be read, is read when it is asked for, while nothing is read ahead; so whoever
/// asks is told what is wrong with it, and may ask again.
/// </remarks>
internal sealed class ReadAhead(IStoreContent content) : IStoreContent
{
    private const int UnitsMax = 256;
    private const int UnitSizeBytesMax = 256 * 1024;
    private const int BatchSizeBytes = 128 * 1024;

    private (StoreUnit Unit, IReadOnlyList<StoredRecord>? Records) _current;

    public ValueTask<int> CountUnitsAsync(CancellationToken cancellationToken) => content.CountUnitsAsync(cancellationToken);

    public async IAsyncEnumerable<StoreUnit> ListUnitsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var turn = new SemaphoreSlim(0);
        var batches = Channel.CreateBounded<Batch>(1);
        var reading = Task.Run(() => FillAsync(batches.Writer, turn, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                foreach (var unit in batch.Units)
                {
                    _current = unit;
                    yield return unit.Unit;
                }

                if (batch.EndsUnread)
                    turn.Release();
            }

            await reading.ConfigureAwait(false);
        }
        finally
        {
            _current = default;
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The records of the unit that was listed last.</summary>
    public IAsyncEnumerable<StoredRecord> ReadAsync(StoreUnit unit, CancellationToken cancellationToken) =>
        _current is { Records: { } records } && _current.Unit == unit
            ? records.ToAsyncEnumerable()
            : content.ReadAsync(unit, cancellationToken);

    /// <summary>Lists and reads until all is given; what stops it is thrown to whoever lists.</summary>
    private async Task FillAsync(ChannelWriter<Batch> batches, SemaphoreSlim turn, CancellationToken cancellationToken)
    {
        try
        {
            var batch = new Batch();
            await foreach (var unit in content.ListUnitsAsync(cancellationToken).ConfigureAwait(false))
            {
                var (records, sizeBytes) = await TryReadAsync(unit, cancellationToken).ConfigureAwait(false);
                batch.Add(unit, records, sizeBytes);
                if (!batch.IsFull)
                    continue;
                await batches.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
                if (batch.EndsUnread)
                    await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
                batch = new Batch();
            }

            await batches.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            batches.Complete();
        }
    }

    /// <summary>All of a unit; no records when it is too large, or cannot be read now.</summary>
    private async ValueTask<(IReadOnlyList<StoredRecord>? Records, int SizeBytes)> TryReadAsync(
        StoreUnit unit,
        CancellationToken cancellationToken
    )
    {
        var (records, sizeBytes) = (new List<StoredRecord>(), 0);
        try
        {
            await foreach (var record in content.ReadAsync(unit, cancellationToken).ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                sizeBytes += record.Line.Length;
                if (sizeBytes > UnitSizeBytesMax)
                    return (null, 0);
                records.Add(record);
            }
        }
        catch (Exception exception)
            when (exception is UnitChangedException or StoreDamagedException or StorageUnavailableException or IOException)
        {
            return (null, 0);
        }

        return (records, sizeBytes);
    }

    private sealed class Batch
    {
        private int _sizeBytes;

        public List<(StoreUnit Unit, IReadOnlyList<StoredRecord>? Records)> Units { get; } = [];

        /// <summary>Whether its last unit is to be read by whoever goes through it, before anything else is.</summary>
        public bool EndsUnread { get; private set; }

        public bool IsFull => EndsUnread || _sizeBytes >= BatchSizeBytes || Units.Count == UnitsMax;

        public void Add(StoreUnit unit, IReadOnlyList<StoredRecord>? records, int sizeBytes)
        {
            Units.Add((unit, records));
            _sizeBytes += sizeBytes;
            EndsUnread = records is null;
        }
    }
}
