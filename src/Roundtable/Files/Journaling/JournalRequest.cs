using System.Diagnostics;

namespace Roundtable.Files.Journaling;

/// <summary>
/// Something to be made durable. It is decided, numbered and made visible on the journal's one thread, so that numbers are
/// handed out in the order in which records enter the journal and no two writers ever race.
/// </summary>
internal abstract class JournalRequest
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when it is durable and visible, or refused.</summary>
    public Task Done => _done.Task;

    /// <summary>Where it belongs in a trace; default when it is in none.</summary>
    public ActivityContext Trace { get; private set; }

    /// <summary>Whether it begins something; when room is short what runs may finish, and nothing new begins.</summary>
    public abstract bool BeginsWork { get; }

    /// <summary>Takes numbers and gives the records; none when there is nothing to write. May refuse by an exception, having taken nothing.</summary>
    public abstract IReadOnlyList<JournalRecord> Prepare();

    /// <summary>Gives the numbers back: it could not be made durable. Requests are reverted in the opposite order.</summary>
    public abstract void Revert();

    /// <summary>Makes it visible, once it is durable, and hands out the files that it fills.</summary>
    public abstract void Apply(IFileQueue files);

    /// <summary>The span of its wait; null while nobody listens.</summary>
    public Activity? BeginSpan()
    {
        var span = Telemetry.Source.StartActivity(JournalSpans.Write)?.SetTag("roundtable.journal.request", GetType().Name);
        Trace = span?.Context ?? default;
        return span;
    }

    public void Complete() => _done.TrySetResult();

    public void Refuse(Exception reason) => _done.TrySetException(reason);
}
