using System.Runtime.CompilerServices;

namespace Roundtable.Moving;

/// <summary>A target's records; damage in them is told apart from damage in the source.</summary>
internal sealed class TargetContent(IStoreContent content) : IStoreContent
{
    public ValueTask<int> CountUnitsAsync(CancellationToken cancellationToken) => content.CountUnitsAsync(cancellationToken);

    public IAsyncEnumerable<StoreUnit> ListUnitsAsync(CancellationToken cancellationToken) =>
        content.ListUnitsAsync(cancellationToken);

    public async IAsyncEnumerable<StoredRecord> ReadAsync(
        StoreUnit unit,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var records = content.ReadAsync(unit, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = records.ConfigureAwait(false);
        while (await NextAsync(records).ConfigureAwait(false))
            yield return records.Current;
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<StoredRecord> records)
    {
        try
        {
            return await records.MoveNextAsync().ConfigureAwait(false);
        }
        catch (StoreDamagedException damage)
        {
            throw new TargetDamagedException(damage);
        }
    }
}
