namespace Roundtable.Recording;

/// <summary>Writes one reply: what is cut is made durable, bundle by bundle.</summary>
internal sealed class ReplyWriter(MessageId reply, IConversationStore store, Cutting cutting)
{
    private readonly Bundler _bundler = new(cutting.Counter, cutting.Options);
    private long _openSince;
    private int _seq;
    private bool _chunkIsOpen;

    /// <summary>Bundles so far: what is open now is the next one.</summary>
    public int BundleCount { get; private set; }

    /// <summary>How long the open text may still wait; null when there is none.</summary>
    public TimeSpan? Patience
    {
        get
        {
            if (!_bundler.HasOpenText)
                return null;
            var patience = _seq == 0 ? cutting.Options.FirstFlushInterval : cutting.Options.FlushInterval;
            var left = patience - cutting.Time.GetElapsedTime(_openSince);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public async ValueTask AddAsync(Delta delta)
    {
        var hadOpenText = _bundler.HasOpenText;
        foreach (var cut in _bundler.Add(delta.Text, delta.TokenCount))
        {
            await StoreAsync(cut).ConfigureAwait(false);
            hadOpenText = false;
        }

        if (!hadOpenText)
            _openSince = cutting.Time.GetTimestamp();
        if (Patience == TimeSpan.Zero)
            await FlushAsync().ConfigureAwait(false);
    }

    public async ValueTask FlushAsync()
    {
        if (_bundler.Flush() is { } cut)
            await StoreAsync(cut).ConfigureAwait(false);
    }

    /// <summary>Stores what is left of the text.</summary>
    public async ValueTask FinishAsync()
    {
        foreach (var cut in _bundler.Finish())
            await StoreAsync(cut).ConfigureAwait(false);
        await FlushAsync().ConfigureAwait(false);
    }

    public async ValueTask EndAsync(MessageEnd ending)
    {
        if (await store.EndMessageAsync(reply, ending, CancellationToken.None).ConfigureAwait(false))
            cutting.Metrics.CloseChunk();
    }

    private async ValueTask StoreAsync(Cut cut)
    {
        var started = cutting.Time.GetTimestamp();
        var bundle = new Bundle
        {
            MessageId = reply,
            Seq = cut.Seq,
            Offset = cut.Offset,
            Tokens = cut.Tokens,
            TokenCount = cut.TokenCount,
            Timestamp = cutting.Time.GetUtcMilliseconds(),
            ClosesChunk = cut.ClosesChunk,
        };

        // What the model has said must be kept even if nobody waits for it any more.
        await store.AppendBundleAsync(bundle, CancellationToken.None).ConfigureAwait(false);

        BundleCount++;
        cutting.Metrics.Add(bundle, cutting.Time.GetElapsedTime(started));
        if (_chunkIsOpen && bundle.Seq > _seq)
            cutting.Metrics.CloseChunk();
        if (bundle.ClosesChunk)
            cutting.Metrics.CloseChunk();
        _seq = bundle.Seq;
        _chunkIsOpen = !bundle.ClosesChunk;
    }
}
