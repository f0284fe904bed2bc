namespace Roundtable.Moving;

/// <summary>
/// Makes a target hold what a source holds, and does not call it done before both sides have been read completely and
/// compared. It may die at any point and be run again; what is there is not copied twice.
/// </summary>
/// <remarks>
/// The source is read ahead while the target is written, and the target is read by several threads in the end. Memory does not
/// grow with what was said: 24 bytes a conversation are kept, by which the two sides are compared, what is read ahead, and what
/// the two stores need for reading (<see cref="IStoreContent"/>).
/// </remarks>
/// <param name="source">Where from.</param>
/// <param name="target">Where to.</param>
/// <param name="kind">What becomes of it.</param>
public sealed class StoreCopy(IStoreSource source, IStoreTarget target, MovingKind kind, TimeProvider time)
{
    private readonly ReadAhead _source = new(source.Content);
    private readonly List<(StoreUnit Unit, ulong Digest)> _copied = [];
    private readonly List<MessageChunk> _open = [];
    private readonly Dictionary<UserId, long> _changes = [];
    private long _records;
    private long _sizeBytes;
    private long _written;
    private bool _hasChanged;

    /// <summary>Copies, compares, and makes the target usable, unless somebody serves the source of a migration.</summary>
    /// <exception cref="StoreDamagedException">Something in the source is damaged. The target stays unfinished.</exception>
    /// <exception cref="StoreDiffersException">The target is no copy of the source, or has not become one.</exception>
    public async Task<MovingSummary> RunAsync(IProgress<MovingProgress>? progress, CancellationToken cancellationToken)
    {
        if (target.State == TargetState.Usable)
        {
            await PassAsync(MovingPhase.Looking, progress, cancellationToken).ConfigureAwait(false);
            if (!_hasChanged)
                return Summary(isFinished: true);
            Forget();
        }

        await target.BeginAsync(cancellationToken).ConfigureAwait(false);
        await PassAsync(MovingPhase.Copying, progress, cancellationToken).ConfigureAwait(false);
        await target.SettleAsync(cancellationToken).ConfigureAwait(false);
        if (_hasChanged)
            await new TargetComparison(target, _copied).RunAsync(progress, cancellationToken).ConfigureAwait(false);
        if (kind == MovingKind.Migration && (source.IsServed || _open.Count > 0))
            return Summary(isFinished: false);
        await EndAsync(cancellationToken).ConfigureAwait(false);
        await target.FinishAsync(cancellationToken).ConfigureAwait(false);
        return Summary(isFinished: true);
    }

    private MovingSummary Summary(bool isFinished) =>
        new()
        {
            IsFinished = isFinished,
            Users = _copied.Count(copied => copied.Unit.Conversation == 0),
            Conversations = _copied.Count(copied => copied.Unit.Conversation > 0),
            Records = _records,
            SizeBytes = _sizeBytes,
            RecordsWritten = _written,
            OpenMessages = _open.Count,
        };

    private void Forget()
    {
        _copied.Clear();
        _open.Clear();
        _changes.Clear();
        (_records, _sizeBytes, _written, _hasChanged) = (0, 0, 0, false);
    }

    /// <summary>Goes through both stores side by side.</summary>
    private async Task PassAsync(MovingPhase phase, IProgress<MovingProgress>? progress, CancellationToken cancellationToken)
    {
        var total = await _source.CountUnitsAsync(cancellationToken).ConfigureAwait(false);
        progress?.Report(new MovingProgress(phase, 0, total, 0));
        var theirs = target.Content.ListUnitsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = theirs.ConfigureAwait(false);
        var isThere = await theirs.MoveNextAsync().ConfigureAwait(false);
        await foreach (var unit in _source.ListUnitsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (isThere && theirs.Current < unit)
                throw Foreign(theirs.Current);
            if (isThere && theirs.Current == unit)
                isThere = await theirs.MoveNextAsync().ConfigureAwait(false);
            await CopyAsync(unit, phase, cancellationToken).ConfigureAwait(false);
            progress?.Report(new MovingProgress(phase, _copied.Count, Math.Max(total, _copied.Count), _sizeBytes));
        }

        if (isThere)
            throw Foreign(theirs.Current);
    }

    private static StoreDiffersException Foreign(StoreUnit unit) =>
        new(
            $"The target holds '{unit}', and the source does not: it is no copy of this source. "
                + "Nothing of it was changed or removed; name another target, or remove it yourself.",
            unit
        );

    /// <summary>
    /// A unit of an unfinished target that a power cut has spoilt is written anew, and so is one of an unfinished backup that
    /// had begun to end what was open.
    /// </summary>
    private async Task CopyAsync(StoreUnit unit, MovingPhase phase, CancellationToken cancellationToken)
    {
        var mayWriteAnew = phase == MovingPhase.Copying && target.State != TargetState.Usable;
        for (var anew = false; ; )
        {
            try
            {
                await AttemptAsync(unit, phase, anew, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (UnitChangedException)
            {
                // Somebody is deleting or sealing it: the next look finds it whole.
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch (TargetDamagedException) when (mayWriteAnew && !anew)
            {
                anew = true;
            }
            catch (StoreDiffersException) when (mayWriteAnew && !anew && kind == MovingKind.Backup)
            {
                anew = true;
            }
            catch (TargetDamagedException damage)
            {
                throw new StoreDiffersException(damage.Message, unit, damage);
            }
        }
    }

    private async Task AttemptAsync(StoreUnit unit, MovingPhase phase, bool anew, CancellationToken cancellationToken)
    {
        var writer =
            phase == MovingPhase.Copying
                ? await target.OpenUnitAsync(unit, cancellationToken).ConfigureAwait(false)
                : new NoUnitWriter();
        await using var _ = writer.ConfigureAwait(false);
        var copy = new UnitCopy(_source, new TargetContent(target.Content), unit);
        using var tally = copy.Tally;
        await copy.RunAsync(writer, anew, cancellationToken).ConfigureAwait(false);
        if (copy.HasChanged)
            await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
        Add(unit, copy);
    }

    private void Add(StoreUnit unit, UnitCopy copy)
    {
        var tally = copy.Tally;
        _copied.Add((unit, tally.Digest()));
        _open.AddRange(tally.Open);
        _changes[unit.User] = Math.Max(_changes.GetValueOrDefault(unit.User), tally.Change);
        _records += tally.Records;
        _sizeBytes += tally.SizeBytes;
        _written += copy.Written;
        _hasChanged |= copy.HasChanged;
    }

    /// <summary>In a backup, what was being said is over: ended as interrupted, with what had been shown.</summary>
    private async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (var conversation in _open.GroupBy(chunk => chunk.MessageId.Conversation))
        {
            var unit = new StoreUnit(conversation.Key.User, conversation.Key.Number);
            var writer = await target.OpenUnitAsync(unit, cancellationToken).ConfigureAwait(false);
            await using var _ = writer.ConfigureAwait(false);
            foreach (var last in conversation)
                await writer.PutAsync(StoredRecord.Of(Ended(last)), cancellationToken).ConfigureAwait(false);
            await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private MessageChunk Ended(MessageChunk last)
    {
        var chunk = last.Seq > 0 ? last : FirstOf(last);
        return chunk with
        {
            Status = MessageStatus.Complete,
            FinishReason = FinishReason.Interrupted,
            Change = ++_changes[last.MessageId.Conversation.User],
            CompletedAt = time.GetUtcMilliseconds(),
        };
    }

    /// <summary>A message of which nothing was shown ends with a chunk without text.</summary>
    private MessageChunk FirstOf(MessageChunk opening) =>
        new()
        {
            MessageId = opening.MessageId,
            Seq = 1,
            Tokens = "",
            Timestamp = time.GetUtcMilliseconds(),
            AgentId = opening.AgentId,
            Status = MessageStatus.Complete,
        };
}
