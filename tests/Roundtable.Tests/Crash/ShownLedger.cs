using System.Collections.Concurrent;

namespace Roundtable.Tests.Crash;

/// <summary>What clients have been told, kept outside the store: the judge's evidence.</summary>
internal sealed class ShownLedger
{
    private readonly ConcurrentDictionary<string, ShownMessage> _messages = new();
    private readonly ConcurrentDictionary<string, string> _posts = new();
    private readonly ConcurrentQueue<(int Count, TaskCompletionSource Reached)> _waiting = new();
    private int _events;
    private int _closings;

    /// <summary>Replies that somebody was shown.</summary>
    public IEnumerable<ShownMessage> Messages => _messages.Values;

    /// <summary>What people have said and were answered about: message to text.</summary>
    public IReadOnlyDictionary<string, string> Posts => _posts;

    /// <summary>Events that readers have received.</summary>
    public int Events => Volatile.Read(ref _events);

    /// <summary>How often a reader was told to come back later.</summary>
    public int Closings => Volatile.Read(ref _closings);

    public void Close() => Interlocked.Increment(ref _closings);

    public ShownMessage Of(string message) => _messages.GetOrAdd(message, id => new ShownMessage(id));

    public void Posted(string message, string content) => Assert.True(_posts.TryAdd(message, content), $"{message} came twice.");

    public void Count()
    {
        var count = Interlocked.Increment(ref _events);
        foreach (var (wanted, reached) in _waiting)
        {
            if (count >= wanted)
                reached.TrySetResult();
        }
    }

    /// <summary>Complete when readers have received so many events.</summary>
    public Task ReachAsync(int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue((count, reached));
        return Events >= count ? Task.CompletedTask : reached.Task;
    }
}
