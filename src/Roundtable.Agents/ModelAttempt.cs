using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Roundtable.Agents;

/// <summary>One request to a model, read with a bound on every wait.</summary>
internal sealed class ModelAttempt : IAsyncDisposable
{
    private readonly CancellationTokenSource _patience;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationToken _cancellationToken;
    private readonly IAsyncEnumerator<ChatResponseUpdate> _updates;

    /// <param name="begin">Asks the model; nothing is sent before the first <see cref="NextAsync"/>.</param>
    public ModelAttempt(
        Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> begin,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        _patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _registration = cancellationToken.UnsafeRegister(
            static patience => ((CancellationTokenSource)patience!).Cancel(),
            _patience
        );
        _cancellationToken = cancellationToken;
        _updates = begin(_patience.Token).GetAsyncEnumerator(_patience.Token);
    }

    /// <summary>The next update that says something or ends the answer; null at a clean end of the stream.</summary>
    /// <remarks>
    /// Signs of life without text do not count, or a provider could send them for ever. Pooled: to be awaited once.
    /// </remarks>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ChatResponseUpdate?> NextAsync(TimeSpan timeout)
    {
        _patience.CancelAfter(timeout);
        try
        {
            while (await _updates.MoveNextAsync().ConfigureAwait(false))
            {
                if (_updates.Current is { FinishReason: not null } or { Text.Length: > 0 })
                    return _updates.Current;
                // A stream of empty updates that are all there already never looks at the token.
                _patience.Token.ThrowIfCancellationRequested();
            }

            return null;
        }
        catch (Exception exception)
            when (_patience.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException("The model said nothing in time.", exception);
        }
        finally
        {
            // Only waiting for the model counts, not what is done with its text.
            _patience.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _updates.DisposeAsync().ConfigureAwait(false);
        await _registration.DisposeAsync().ConfigureAwait(false);
        _patience.Dispose();
    }
}
