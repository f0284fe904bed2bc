namespace Roundtable.Moving;

/// <summary>A store that is moved or copied to. It holds the store's lock until it is disposed of.</summary>
/// <remarks>
/// A target is durable when <see cref="FinishAsync"/> says so, not before: a machine that dies earlier leaves an unfinished
/// store in which some records are not sound, and the next run writes them again.
/// </remarks>
public interface IStoreTarget : IAsyncDisposable
{
    /// <summary>What it is now.</summary>
    TargetState State { get; }

    /// <summary>What it holds.</summary>
    IStoreContent Content { get; }

    /// <summary>What it holds now, for one more thread; to be disposed of before anything else is written.</summary>
    IContentView OpenView();

    /// <summary>Marks it unfinished, durably, before anything is written: from then on nothing but a run like this opens it.</summary>
    ValueTask BeginAsync(CancellationToken cancellationToken);

    /// <summary>Begins to write a unit. One at a time.</summary>
    ValueTask<IUnitWriter> OpenUnitAsync(StoreUnit unit, CancellationToken cancellationToken);

    /// <summary>All units that were committed are found by reading, and by the next run if this one is killed.</summary>
    ValueTask SettleAsync(CancellationToken cancellationToken);

    /// <summary>Makes everything durable, then takes the mark away: from then on it is a store like any other.</summary>
    ValueTask FinishAsync(CancellationToken cancellationToken);
}
