namespace Roundtable.Moving;

/// <summary>
/// All that a store holds, unit by unit and record by record, in the one order that all stores share. Reading takes the
/// memory of one record, of one user's names, and of the change that has not settled yet, however long the store is.
/// </summary>
public interface IStoreContent
{
    /// <summary>How many units there are, about: for whoever wants to know how far reading has come.</summary>
    ValueTask<int> CountUnitsAsync(CancellationToken cancellationToken);

    /// <summary>The units, in order.</summary>
    IAsyncEnumerable<StoreUnit> ListUnitsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The records of a unit, in order: all that was durable at one moment, and nothing that came later. An open message is
    /// a message without a last chunk; what is shown of it and in no chunk yet is its chunk so far, with the status streaming.
    /// </summary>
    /// <exception cref="UnitChangedException">Somebody else changed it while it was read. Read it again.</exception>
    /// <exception cref="StoreDamagedException">Something in it is not sound, or is missing and not known to be lost.</exception>
    IAsyncEnumerable<StoredRecord> ReadAsync(StoreUnit unit, CancellationToken cancellationToken);
}
