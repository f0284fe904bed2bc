using System.Runtime.CompilerServices;

namespace Roundtable.Moving;

/// <summary>
/// All of a store as lines: what its records are to the byte, in the one order of all stores. Two stores hold the same if
/// their exports are equal.
/// </summary>
public sealed class StoreExport(IStoreContent content)
{
    /// <summary>The lines, each with its line feed.</summary>
    /// <exception cref="StoreDamagedException">Something is damaged.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var unit in content.ListUnitsAsync(cancellationToken).ConfigureAwait(false))
        {
            // A unit that changes while it is read begins anew: what was given of it already is the same again, and passed over.
            var given = 0;
            for (var isWhole = false; !isWhole; )
            {
                var records = content.ReadAsync(unit, cancellationToken).GetAsyncEnumerator(cancellationToken);
                await using var _ = records.ConfigureAwait(false);
                for (var index = 0; await NextAsync(records).ConfigureAwait(false) is { } isThere; index++)
                {
                    isWhole = !isThere;
                    if (isWhole)
                        break;
                    if (index < given)
                        continue;
                    given++;
                    yield return records.Current.Line;
                }
            }
        }
    }

    /// <summary>Null: the unit has changed.</summary>
    private static async ValueTask<bool?> NextAsync(IAsyncEnumerator<StoredRecord> records)
    {
        try
        {
            return await records.MoveNextAsync().ConfigureAwait(false);
        }
        catch (UnitChangedException)
        {
            return null;
        }
    }
}
