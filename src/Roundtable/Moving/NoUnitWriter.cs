namespace Roundtable.Moving;

/// <summary>Writes nothing: for looking what would be written.</summary>
internal sealed class NoUnitWriter : IUnitWriter
{
    public ValueTask PutAsync(StoredRecord record, CancellationToken cancellationToken) => default;

    public ValueTask RemoveAsync(RecordPlace place, CancellationToken cancellationToken) => default;

    public ValueTask ClearAsync(CancellationToken cancellationToken) => default;

    public ValueTask CommitAsync(CancellationToken cancellationToken) => default;

    public ValueTask DisposeAsync() => default;
}
