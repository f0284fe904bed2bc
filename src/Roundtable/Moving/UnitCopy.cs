namespace Roundtable.Moving;

/// <summary>Brings one unit of a target to what the source has: adds what is missing, and refuses what the source has not.</summary>
internal sealed class UnitCopy(IStoreContent source, IStoreContent target, StoreUnit unit)
{
    /// <summary>The source's records.</summary>
    public UnitTally Tally { get; } = new();

    /// <summary>Records that were put.</summary>
    public long Written { get; private set; }

    /// <summary>Whether the writer was asked for anything.</summary>
    public bool HasChanged { get; private set; }

    /// <param name="anew">Whether what the target has of it goes first.</param>
    public async Task RunAsync(IUnitWriter writer, bool anew, CancellationToken cancellationToken)
    {
        var nothing = AsyncEnumerable.Empty<StoredRecord>();
        var theirs = (anew ? nothing : target.ReadAsync(unit, cancellationToken)).GetAsyncEnumerator(cancellationToken);
        await using var _ = theirs.ConfigureAwait(false);
        if (anew)
            await ClearAsync(writer, cancellationToken).ConfigureAwait(false);
        var isThere = await theirs.MoveNextAsync().ConfigureAwait(false);
        await foreach (var record in source.ReadAsync(unit, cancellationToken).ConfigureAwait(false))
        {
            Tally.Add(record);
            if (record.Place.Kind == RecordKind.Tombstone && isThere && !IsEqual(theirs.Current, record))
            {
                await RequireEarlierAsync(theirs, record).ConfigureAwait(false);
                await ClearAsync(writer, cancellationToken).ConfigureAwait(false);
                isThere = false;
            }

            while (isThere && theirs.Current.Place < record.Place)
                isThere = await PassOverAsync(theirs, writer, cancellationToken).ConfigureAwait(false);
            var isTwin = isThere && theirs.Current.Place == record.Place;
            if (!isTwin || !IsEqual(theirs.Current, record))
            {
                if (isTwin && !IsGrown(theirs.Current, record))
                    throw Difference(record.Place);
                await writer.PutAsync(record, cancellationToken).ConfigureAwait(false);
                Written++;
                HasChanged = true;
            }

            if (isTwin)
                isThere = await theirs.MoveNextAsync().ConfigureAwait(false);
        }

        while (isThere)
            isThere = await PassOverAsync(theirs, writer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the source has deleted goes in the target too, and nothing that came to the target alone goes with it.</summary>
    private async ValueTask RequireEarlierAsync(IAsyncEnumerator<StoredRecord> theirs, StoredRecord tombstone)
    {
        var earlier = new EarlierState(unit.ConversationId!.Value, tombstone);
        do
        {
            if (!earlier.MayHold(theirs.Current))
                throw Difference(theirs.Current.Place);
        } while (await theirs.MoveNextAsync().ConfigureAwait(false));
    }

    private async ValueTask ClearAsync(IUnitWriter writer, CancellationToken cancellationToken)
    {
        HasChanged = true;
        await writer.ClearAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Answers are kept for a day: the source forgets them, and nothing else.</summary>
    private async ValueTask<bool> PassOverAsync(
        IAsyncEnumerator<StoredRecord> theirs,
        IUnitWriter writer,
        CancellationToken cancellationToken
    )
    {
        var place = theirs.Current.Place;
        if (place.Kind != RecordKind.Answer)
            throw Difference(place);
        HasChanged = true;
        await writer.RemoveAsync(place, cancellationToken).ConfigureAwait(false);
        return await theirs.MoveNextAsync().ConfigureAwait(false);
    }

    private static bool IsEqual(StoredRecord theirs, StoredRecord ours) =>
        theirs.Place == ours.Place && theirs.Line.Span.SequenceEqual(ours.Line.Span);

    /// <summary>An open chunk goes on, closes, or becomes the last one.</summary>
    private static bool IsGrown(StoredRecord theirs, StoredRecord ours) =>
        theirs.Chunk is { Status: MessageStatus.Streaming, Seq: > 0 } before
        && ours.Chunk is { } now
        && now.Offset == before.Offset
        && now.Tokens.StartsWith(before.Tokens, StringComparison.Ordinal);

    private StoreDiffersException Difference(RecordPlace place) =>
        new(
            $"The target has a record of '{unit}' that the source does not have ({Describe(place)}): it is no copy of this source. "
                + "Nothing of it was changed or removed; name another target, or remove it yourself.",
            unit
        );

    private static string Describe(RecordPlace place) =>
        place.Kind switch
        {
            RecordKind.Chunk => $"message {place.Number}, chunk {place.Seq}",
            RecordKind.Answer or RecordKind.Loss => place.Kind == RecordKind.Answer ? "an answer" : "a loss",
            _ => $"revision {place.Number}",
        };
}
