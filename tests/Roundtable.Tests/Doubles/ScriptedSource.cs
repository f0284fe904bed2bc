using System.Threading.Channels;
using Roundtable.Recording;

namespace Roundtable.Tests.Doubles;

/// <summary>A model that says what the test says, when the test says it, and counts how often it was asked for more.</summary>
internal sealed class ScriptedSource : IAsyncEnumerable<Delta>
{
    private readonly Channel<Delta> _deltas = Channel.CreateUnbounded<Delta>();
    private readonly Channel<int> _asked = Channel.CreateUnbounded<int>();
    private int _asks;

    public int Asks => Volatile.Read(ref _asks);

    /// <summary>Everything at once, then the end of the stream.</summary>
    public static ScriptedSource Saying(params IEnumerable<string> texts)
    {
        var source = new ScriptedSource();
        foreach (var text in texts)
            source.Say(text);
        source.Finish();
        return source;
    }

    public void Say(string text, FinishReason? finish = null) => _deltas.Writer.TryWrite(new Delta(text, finish));

    public void Finish() => _deltas.Writer.TryComplete();

    public void Fail(Exception exception) => _deltas.Writer.TryComplete(exception);

    /// <summary>Waits for the next question for more that nobody has waited for yet.</summary>
    public ValueTask<int> AskedAsync(CancellationToken cancellationToken) => _asked.Reader.ReadAsync(cancellationToken);

    public IAsyncEnumerator<Delta> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new Enumerator(this, cancellationToken);

    private sealed class Enumerator(ScriptedSource source, CancellationToken cancellationToken) : IAsyncEnumerator<Delta>
    {
        public Delta Current { get; private set; }

        public ValueTask<bool> MoveNextAsync()
        {
            var next = TakeAsync();
            source._asked.Writer.TryWrite(Interlocked.Increment(ref source._asks));
            return next;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private async ValueTask<bool> TakeAsync()
        {
            if (!await source._deltas.Reader.WaitToReadAsync(cancellationToken))
                return false;
            Current = await source._deltas.Reader.ReadAsync(cancellationToken);
            return true;
        }
    }
}
