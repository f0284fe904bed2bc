using System.Diagnostics;
using Roundtable.Stored;

namespace Roundtable.Files.Index;

/// <summary>A user's requests with keys, and what they were answered. Only the journal's thread touches it.</summary>
internal sealed class KnownRequests
{
    /// <summary>Kept for so long since it was answered, or since the store was opened: by a clock that does not jump.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    /// <summary>So many of the oldest go with each new one, so that no request pays for all of them.</summary>
    private const int ForgottenAtOnce = 8;

    private readonly Dictionary<string, RequestFile> _answers = [];
    private readonly Queue<(string Key, long Since)> _oldest = new();

    /// <summary>What the same request was answered; null when it is new.</summary>
    /// <exception cref="RequestKeyConflictException">The key was used for another one.</exception>
    public RequestFile? Find(RequestKey key)
    {
        if (!_answers.TryGetValue(key.Key, out var answer))
            return null;
        return answer.Body == key.Body ? answer : throw new RequestKeyConflictException();
    }

    public void Add(RequestFile answer)
    {
        _answers[answer.Key] = answer;
        _oldest.Enqueue((answer.Key, Stopwatch.GetTimestamp()));
    }

    /// <summary>It could not be made durable.</summary>
    public void Remove(string key) => _answers.Remove(key);

    /// <summary>Forgets some that were kept long enough, and gives their keys.</summary>
    public IReadOnlyList<string> ForgetOld()
    {
        var forgotten = new List<string>();
        while (
            forgotten.Count < ForgottenAtOnce
            && _oldest.TryPeek(out var oldest)
            && Stopwatch.GetElapsedTime(oldest.Since) > KeptFor
        )
        {
            _oldest.Dequeue();
            if (_answers.Remove(oldest.Key))
                forgotten.Add(oldest.Key);
        }

        return forgotten;
    }
}
