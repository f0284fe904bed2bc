namespace Roundtable.Tests.Crash;

/// <summary>What was asked and has no answer yet.</summary>
internal sealed class Answers(Truth truth)
{
    private readonly List<(Task<Action> Answer, Attempt Attempt)> _waiting = [];
    private readonly List<StorageFault> _refusals = [];

    /// <summary>Why requests were refused.</summary>
    public IReadOnlyList<StorageFault> Refusals => _refusals;

    public void Wait<T>(ValueTask<T> answer, Attempt attempt, Action<T> acknowledge)
    {
        _waiting.Add((AnswerAsync(), attempt));

        async Task<Action> AnswerAsync()
        {
            var value = await answer;
            return () =>
            {
                if (value is not (false or null))
                    truth.Succeeded(attempt);
                else
                    truth.Forget(attempt);
                acknowledge(value);
            };
        }
    }

    /// <summary>All that waited has been answered by the step before.</summary>
    public void Hear()
    {
        foreach (var (answer, attempt) in _waiting)
        {
            try
            {
                answer.GetAwaiter().GetResult()();
            }
            catch (StorageUnavailableException refusal)
            {
                attempt.IsRefused = true;
                _refusals.Add(refusal.Fault);
            }
            catch (InvalidOperationException)
            {
                truth.Forget(attempt);
            }
        }

        _waiting.Clear();
        truth.Settle();
    }
}
