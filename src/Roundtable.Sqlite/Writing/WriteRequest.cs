using System.Diagnostics;

namespace Roundtable.Sqlite.Writing;

/// <summary>
/// Something to be made durable. It is decided, numbered and written in the writer's transaction, which it shares with all
/// that came while the one before was flushed.
/// </summary>
internal abstract class WriteRequest
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when it is durable and visible, or refused.</summary>
    public Task Done => _done.Task;

    /// <summary>Where it belongs in a trace; default when it is in none.</summary>
    public ActivityContext Trace { get; private set; }

    /// <summary>What it makes durable, as it is counted: each bundle is one.</summary>
    public virtual int RecordCount => 1;

    /// <summary>Why it is refused, if the transaction that it was decided in is kept.</summary>
    public Exception? Refused { get; set; }

    /// <summary>
    /// Does it within the transaction. May refuse by an exception, having written nothing. It is called again, and starts
    /// afresh, when the transaction had to be undone.
    /// </summary>
    public abstract void Execute(WriteTransaction transaction);

    /// <summary>The span of its wait; null while nobody listens.</summary>
    public Activity? BeginSpan()
    {
        var span = Telemetry.Source.StartActivity(Telemetry.WriteSpan)?.SetTag("roundtable.journal.request", GetType().Name);
        Trace = span?.Context ?? default;
        return span;
    }

    public void Complete()
    {
        if (Refused is { } refusal)
            Refuse(refusal);
        else
            _done.TrySetResult();
    }

    public void Refuse(Exception reason) => _done.TrySetException(reason);
}
