namespace Roundtable.Tests.Doubles;

/// <summary>Keeps what is written to it, and counts how often it was flushed.</summary>
internal sealed class FlushCountingStream : MemoryStream
{
    private readonly TaskCompletionSource _flushed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _awaited;

    public int Flushes { get; private set; }

    /// <summary>Completes when it has been flushed so often. One waits at a time, and with what writes to it.</summary>
    public Task FlushedAsync(int times)
    {
        _awaited = times;
        return Flushes >= times ? Task.CompletedTask : _flushed.Task;
    }

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        if (++Flushes == _awaited)
            _flushed.SetResult();
        return Task.CompletedTask;
    }
}
