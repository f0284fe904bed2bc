namespace Roundtable.Moving;

/// <summary>Writes one unit of a target. Disposed of without a commit, it may leave a part of the unit, and nothing that is not sound; other units stay what they are.</summary>
public interface IUnitWriter : IAsyncDisposable
{
    /// <summary>
    /// Adds a record, as it is to the byte. Records come in order. One is there already only if it is an open chunk, which
    /// then grows.
    /// </summary>
    ValueTask PutAsync(StoredRecord record, CancellationToken cancellationToken);

    /// <summary>Takes an answer away that the source does not keep any more.</summary>
    ValueTask RemoveAsync(RecordPlace place, CancellationToken cancellationToken);

    /// <summary>Takes all of the unit away, before it is written anew: it was damaged, or the conversation has been deleted since.</summary>
    ValueTask ClearAsync(CancellationToken cancellationToken);

    /// <summary>The unit is whole. It is found by reading the target when that has settled.</summary>
    ValueTask CommitAsync(CancellationToken cancellationToken);
}
