namespace Roundtable.Recording;

/// <summary>
/// Makes the bundles of one reply durable, in their order, while its model goes on. What is cut while an append is under way
/// waits, and goes into the next one together: so a model that is faster than the disk runs ahead of it, by a bounded number.
/// </summary>
/// <param name="store">Where they go.</param>
/// <param name="cutting">Whose clock, and what counts them.</param>
/// <param name="model">Cancelled when storage refuses: the model must stop, also while it says nothing.</param>
internal sealed class BundleAppender(IConversationStore store, Cutting cutting, CancellationTokenSource model)
{
    /// <summary>
    /// Bundles that wait for an append; then the model is asked for no more until there is room. So many share a flush and a
    /// wake-up of followers, and who follows alone still finds them all in memory, with the usual cutting. As many again may be
    /// in the append before: by default it is 640 tokens, at most, that have been cut and are not shown.
    /// </summary>
    public const int WaitingMax = 16;

    private readonly Lock _gate = new();
    private readonly List<(Bundle Bundle, long CutAt)> _waiting = [];
    private TaskCompletionSource? _room;
    private Task _appending = Task.CompletedTask;
    private bool _isAppending;
    private bool _isRefused;
    private int _seq;
    private bool _chunkIsOpen;

    /// <summary>
    /// Takes a bundle; completes when there is room for another. Once storage has refused one there is room for all, and none
    /// is stored: <see cref="DrainAsync"/> tells why.
    /// </summary>
    public Task AddAsync(Bundle bundle)
    {
        lock (_gate)
        {
            if (_isRefused)
                return Task.CompletedTask;
            _waiting.Add((bundle, cutting.Time.GetTimestamp()));
            if (_isAppending)
                return _waiting.Count < WaitingMax ? Task.CompletedTask : WaitForRoom();
            _isAppending = true;
        }

        // Here and now where the store needs no other thread for it.
        _appending = AppendWaitingAsync();
        return Task.CompletedTask;
    }

    /// <summary>Completes when all that was added is durable, and throws what storage refused it with.</summary>
    public Task DrainAsync() => _appending;

    private Task WaitForRoom()
    {
        _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _room.Task;
    }

    private async Task AppendWaitingAsync()
    {
        try
        {
            while (TakeWaiting() is { Length: > 0 } taken)
            {
                var bundles = Array.ConvertAll(taken, cut => cut.Bundle);
                // What the model has said must be kept even if nobody waits for it any more.
                await store.AppendBundlesAsync(bundles, CancellationToken.None).ConfigureAwait(false);
                Count(taken);
            }
        }
        catch
        {
            await model.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            DropWaiting();
            throw;
        }
    }

    private (Bundle Bundle, long CutAt)[] TakeWaiting()
    {
        lock (_gate)
        {
            var taken = _waiting.ToArray();
            _waiting.Clear();
            _isAppending = taken.Length > 0;
            GiveRoom();
            return taken;
        }
    }

    /// <summary>They do not continue what is stored.</summary>
    private void DropWaiting()
    {
        lock (_gate)
        {
            _isRefused = true;
            _waiting.Clear();
            GiveRoom();
        }
    }

    private void GiveRoom()
    {
        _room?.SetResult();
        _room = null;
    }

    private void Count((Bundle Bundle, long CutAt)[] durable)
    {
        foreach (var (bundle, cutAt) in durable)
        {
            cutting.Metrics.Add(bundle, cutting.Time.GetElapsedTime(cutAt));
            if (_chunkIsOpen && bundle.Seq > _seq)
                cutting.Metrics.CloseChunk();
            if (bundle.ClosesChunk)
                cutting.Metrics.CloseChunk();
            (_seq, _chunkIsOpen) = (bundle.Seq, !bundle.ClosesChunk);
        }
    }
}
