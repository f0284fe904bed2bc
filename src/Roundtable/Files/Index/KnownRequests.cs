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
    private readonly Queue<(RequestFile Answer, long Since)> _oldest = new();
    private readonly ConcurrentQueue<RequestFile> _gone = new();

    /// <summary>What the same request was answered; null when it is new.</summary>
    /// <exception cref="RequestKeyConflictException">The key was used for another one.</exception>
    public RequestFile? Find(RequestKey key)
    {
        while (_gone.TryDequeue(out var gone))
            Remove(gone);
        if (!_answers.TryGetValue(key.Key, out var answer))
            return null;
        return answer.Body == key.Body ? answer : throw new RequestKeyConflictException();
    }

    public void Add(RequestFile answer, TimeProvider time)
    {
        _answers[answer.Key] = answer;
        _oldest.Enqueue((answer, time.GetTimestamp()));
    }

    /// <summary>Forgets it: it could not be made durable, or its file is gone. The same key may have another answer by now.</summary>
    public void Remove(RequestFile answer)
    {
        if (IsKnown(answer))
            _answers.Remove(answer.Key);
    }

    /// <summary>Takes some that were kept long enough: their files may go.</summary>
    public IReadOnlyList<RequestFile> TakeOld(TimeProvider time)
    {
        var old = new List<RequestFile>();
        while (old.Count < TakenAtOnce && _oldest.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Since) > KeptFor)
        {
            _oldest.Dequeue();
            if (IsKnown(oldest.Answer))
                old.Add(oldest.Answer);
        }

        return old;
    }

    /// <summary>Has one forgotten whose file is gone. Any thread.</summary>
    public void Forget(RequestFile answer) => _gone.Enqueue(answer);

    private bool IsKnown(RequestFile answer) => ReferenceEquals(_answers.GetValueOrDefault(answer.Key), answer);
}
