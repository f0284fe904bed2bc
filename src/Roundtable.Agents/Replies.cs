using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Roundtable.Recording;

namespace Roundtable.Agents;

/// <summary>Owns the replies that are being written: each runs by itself, whoever reads it or leaves.</summary>
internal sealed partial class Replies(Recorder recorder, Speaker speaker, TimeProvider time, ILogger<Replies> logger)
    : IDisposable
{
    private readonly ConcurrentDictionary<MessageId, CancellationTokenSource> _running = new();
    private readonly CancellationTokenSource _stopped = new();

    /// <summary>Whoever begins replies is inside while doing so.</summary>
    public Rundown Work { get; } = new();

    /// <summary>Starts to write; the caller is inside <see cref="Work"/>.</summary>
    public void Start(ReplyAssignment assignment)
    {
        Work.EnterWithin();
        var cancelled = new CancellationTokenSource();
        _running[assignment.Reply] = cancelled;
        // Not awaited here: it is inside Work until it has ended, and StopAsync awaits that.
        _ = Task.Run(() => WriteAsync(assignment, cancelled.Token), CancellationToken.None);
    }

    /// <summary>Ends a reply; false when it is not being written here.</summary>
    public bool Cancel(MessageId reply)
    {
        if (!_running.TryGetValue(reply, out var cancelled))
            return false;
        cancelled.Cancel();
        return true;
    }

    /// <summary>Lets replies finish for so long, then interrupts them; complete when all have ended.</summary>
    public async Task StopAsync(TimeSpan drain)
    {
        var ended = Work.CloseAsync();
        try
        {
            await ended.WaitAsync(drain, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await _stopped.CancelAsync().ConfigureAwait(false);
            await ended.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stopped.Dispose();

    private async Task WriteAsync(ReplyAssignment assignment, CancellationToken cancelled)
    {
        try
        {
            var said = speaker.SpeakAsync(assignment, CancellationToken.None);
            await recorder.RecordAsync(assignment.Reply, said, cancelled, _stopped.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The top of a background task: nobody else hears of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogReplyNotStored(exception, assignment.Reply);
        }
        finally
        {
            _running.TryRemove(assignment.Reply, out _);
            Work.Leave();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Reply {Reply} could not be stored; what was shown of it is kept.")]
    private partial void LogReplyNotStored(Exception exception, MessageId reply);
}
