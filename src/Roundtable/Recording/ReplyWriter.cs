namespace Roundtable.Recording;

/// <summary>Writes one reply: what the model says is cut, and the bundles are made durable in their order.</summary>
/// <param name="model">Cancelled when storage refuses a bundle.</param>
internal sealed class ReplyWriter(MessageId reply, IConversationStore store, Cutting cutting, CancellationTokenSource model)
{
    private readonly Bundler _bundler = new(cutting.Counter, cutting.Options);
    private readonly BundleAppender _appender = new(store, cutting, model);
    private long _openSince;

    /// <summary>Bundles cut so far: what is open now is the next one.</summary>
    public int BundleCount { get; private set; }

    /// <summary>How long the open text may still wait; null when there is none.</summary>
    public TimeSpan? Patience
    {
        get
        {
            if (!_bundler.HasOpenText)
                return null;
            var patience = BundleCount == 0 ? cutting.Options.FirstFlushInterval : cutting.Options.FlushInterval;
            var left = patience - cutting.Time.GetElapsedTime(_openSince);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Takes what the model says; completes when there is room for more.</summary>
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

    /// <summary>Cuts the open text as it is.</summary>
    public Task FlushAsync() => _bundler.Flush() is { } cut ? StoreAsync(cut) : Task.CompletedTask;

    /// <summary>Stores what is left of the text; completes when all of it is durable, and throws what storage refused it with.</summary>
    public async Task FinishAsync()
    {
        try
        {
            foreach (var cut in _bundler.Finish())
                await StoreAsync(cut).ConfigureAwait(false);
            await FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            await _appender.DrainAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask EndAsync(MessageEnd ending)
    {
        if (await store.EndMessageAsync(reply, ending, CancellationToken.None).ConfigureAwait(false))
            cutting.Metrics.CloseChunk();
    }

    private Task StoreAsync(Cut cut)
    {
        BundleCount++;
        return _appender.AddAsync(
            new Bundle
            {
                MessageId = reply,
                Seq = cut.Seq,
                Offset = cut.Offset,
                Tokens = cut.Tokens,
                TokenCount = cut.TokenCount,
                Timestamp = cutting.Time.GetUtcMilliseconds(),
                ClosesChunk = cut.ClosesChunk,
            }
        );
    }
}
