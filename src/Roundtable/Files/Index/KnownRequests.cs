using System.Collections.Concurrent;
using Roundtable.Stored;

namespace Roundtable.Files.Index;

/// <summary>
/// A user's requests with keys, and what they were answered. One that was kept long enough stays known until its file is gone:
/// its name is free only then. Only the journal's thread touches it, but for <see cref="Forget"/>.
/// </summary>
internal sealed class KnownRequests
{
    /// <summary>Kept for so long since it was answered, or since the store was opened: by a clock that does not jump.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    /// <summary>So many of the oldest go with each new one, so that no request pays for all of them.</summary>
    private const int TakenAtOnce = 8;

    private readonly Dictionary<string, RequestFile> _answers = [];
    private readonly Queue<(string Key, long Since)> _oldest = new();
    private readonly ConcurrentQueue<string> _gone = new();

    /// <summary>What the same request was answered; null when it is new.</summary>
    /// <exception cref="RequestKeyConflictException">The key was used for another one.</exception>
    public RequestFile? Find(RequestKey key)
    {
        while (_gone.TryDequeue(out var gone))
            _answers.Remove(gone);
        if (!_answers.TryGetValue(key.Key, out var answer))
            return null;
        return answer.Body == key.Body ? answer : throw new RequestKeyConflictException();
    }

    public void Add(RequestFile answer, TimeProvider time)
    {
        _answers[answer.Key] = answer;
        _oldest.Enqueue((answer.Key, time.GetTimestamp()));
    }

    /// <summary>It could not be made durable.</summary>
    public void Remove(string key) => _answers.Remove(key);

    /// <summary>Takes the keys of some that were kept long enough: their files may go.</summary>
    public IReadOnlyList<string> TakeOld(TimeProvider time)
    {
        var old = new List<string>();
        while (old.Count < TakenAtOnce && _oldest.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Since) > KeptFor)
        {
            _oldest.Dequeue();
            if (_answers.ContainsKey(oldest.Key))
                old.Add(oldest.Key);
        }

        return old;
    }

    /// <summary>Forgets one whose file is gone. Any thread.</summary>
    public void Forget(string key) => _gone.Enqueue(key);
}
