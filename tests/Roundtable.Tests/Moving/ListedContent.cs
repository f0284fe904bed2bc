using System.Runtime.CompilerServices;
using Roundtable.Moving;

namespace Roundtable.Tests.Moving;

/// <summary>Conversations of so many records each, made up; counts how many threads read it at the same time.</summary>
internal sealed class ListedContent(IReadOnlyList<int> lengths) : IContentView
{
    private static readonly UserId User = new(1);
    private int _readers;

    /// <summary>Called when a unit begins to be read.</summary>
    public Action<StoreUnit>? Beginning { get; init; }

    /// <summary>What a record says instead of its number, by unit.</summary>
    public IReadOnlyDictionary<int, byte> Altered { get; init; } = new Dictionary<int, byte>();

    /// <summary>Whether listing fails in the end.</summary>
    public bool FailsInTheEnd { get; init; }

    public int ReadersMost { get; private set; }

    public int UnitsBegun { get; private set; }

    public ValueTask<int> CountUnitsAsync(CancellationToken cancellationToken) => ValueTask.FromResult(lengths.Count);

    public IAsyncEnumerable<StoreUnit> ListUnitsAsync(CancellationToken cancellationToken) => Units().ToAsyncEnumerable();

    public async IAsyncEnumerable<StoredRecord> ReadAsync(
        StoreUnit unit,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        UnitsBegun++;
        ReadersMost = Math.Max(ReadersMost, Interlocked.Increment(ref _readers));
        try
        {
            Beginning?.Invoke(unit);
            for (var number = 1; number <= lengths[unit.Conversation - 1]; number++)
            {
                await Task.Yield();
                var line = new byte[1024];
                line[0] = Altered.GetValueOrDefault(unit.Conversation, (byte)unit.Conversation);
                yield return new StoredRecord(RecordPlace.OfRevision(RecordKind.Facts, number), line, null, number);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }

    public void Dispose() { }

    private IEnumerable<StoreUnit> Units()
    {
        for (var number = 1; number <= lengths.Count; number++)
            yield return new StoreUnit(User, number);
        if (FailsInTheEnd)
            throw new IOException("The list is torn.");
    }
}
