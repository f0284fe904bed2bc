using Roundtable.Moving;
using Roundtable.Sqlite.Moving;

namespace Roundtable.Tests.Moving;

/// <summary>Units that share a transaction in a database: each is there whole or not at all, whatever becomes of the others.</summary>
public sealed class UnitBatchTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Conversations = 40;
    private const int SmallBatchBytes = 8 * 1024;
    private readonly List<MovingStore> _stores = [];

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    [Fact]
    public async Task A_unit_that_changes_while_it_is_copied_takes_back_its_own_part_and_no_other()
    {
        var (target, plain) = (New(), New());
        var changing = new ChangingSource();

        var summary = await CopyAsync(changing, target, UnitBatch.SizeBytesMax);
        await CopyAsync(changing, plain, UnitBatch.SizeBytesMax);

        Assert.Equal((true, ChangingSource.Changes), (summary.IsFinished, changing.Changed));
        Assert.Equal(await plain.ExportAsync(), await target.ExportAsync());
    }

    [Fact]
    public async Task Killed_at_any_unit_it_has_whole_units_and_goes_on_with_the_others()
    {
        var (target, states) = (New(), new List<MovingStore>());
        await CopyAsync(new GeneratedSource(Conversations, chunks: 2), target, SmallBatchBytes, new Copying(target, State));
        var export = await target.ExportAsync();

        var written = new List<long>();
        foreach (var state in states)
        {
            var summary = await CopyAsync(new GeneratedSource(Conversations, chunks: 2), state, SmallBatchBytes);
            written.Add(summary.RecordsWritten);
            Assert.True(summary.IsFinished);
            Assert.Equal(export, await state.ExportAsync());
        }

        // A unit is its facts and four chunks, or a profile: never a part of one.
        Assert.All(written, records => Assert.True(records % 5 is 0 or 1, $"{records} records were left to write."));
        Assert.InRange(written.Distinct().Count(), Conversations / 8, Conversations / 2);
        output.WriteLine($"Left to write after each kill: {string.Join(' ', written)}.");

        MovingStore State()
        {
            states.Add(New());
            return states[^1];
        }
    }

    private MovingStore New()
    {
        var store = MovingStore.Database();
        _stores.Add(store);
        return store;
    }

    private static async Task<MovingSummary> CopyAsync(
        IStoreSource source,
        MovingStore to,
        long batchSizeBytes,
        IProgress<MovingProgress>? progress = null
    )
    {
        var mark = new UnfinishedMark("migrate", "files:/generated");
        await using var target = SqliteTarget.Open(to.Path, mark, TimeProvider.System, batchSizeBytes);
        return await new StoreCopy(source, target, MovingKind.Migration, TimeProvider.System).RunAsync(
            progress,
            CancellationToken.None
        );
    }

    /// <summary>Takes the target's files after each unit: what a process leaves that is killed there.</summary>
    private sealed class Copying(MovingStore target, Func<MovingStore> next) : IProgress<MovingProgress>
    {
        public void Report(MovingProgress value)
        {
            if (value is not { Phase: MovingPhase.Copying, Units: > 0 })
                return;
            var copy = next();
            Directory.CreateDirectory(copy.Place.Data);
            foreach (var suffix in (string[])["", "-wal"])
                File.Copy(target.Path + suffix, copy.Path + suffix);
        }
    }

    /// <summary>
    /// Some of its conversations lose all but their facts and their question while they are read for the first time.
    /// </summary>
    private sealed class ChangingSource : IStoreSource, IStoreContent
    {
        public const int Changes = Conversations / 4;
        private readonly GeneratedSource _whole = new(Conversations, chunks: 2);
        private readonly HashSet<StoreUnit> _changed = [];

        public int Changed => _changed.Count;

        public bool IsServed => false;

        public IStoreContent Content => this;

        public ValueTask<int> CountUnitsAsync(CancellationToken cancellationToken) => _whole.CountUnitsAsync(cancellationToken);

        public IAsyncEnumerable<StoreUnit> ListUnitsAsync(CancellationToken cancellationToken) =>
            _whole.ListUnitsAsync(cancellationToken);

        public async IAsyncEnumerable<StoredRecord> ReadAsync(
            StoreUnit unit,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            var isChanging = unit.Conversation > 0 && unit.Conversation % 4 == 0;
            var isLater = isChanging && !_changed.Add(unit);
            var number = 0;
            await foreach (var record in _whole.ReadAsync(unit, cancellationToken))
            {
                if (isLater && ++number > 2)
                    yield break;
                yield return record;
            }

            if (isChanging)
                throw new UnitChangedException(unit, new IOException("As if somebody had changed it."));
        }

        public ValueTask DisposeAsync() => default;
    }
}
