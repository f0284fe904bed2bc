using System.Diagnostics.CodeAnalysis;

namespace Roundtable.Files.Journaling;

/// <summary>
/// What is to be done about files, and what of it is under way. Files may be under way at once, also beside an action; an
/// action waits for all that came before it. What the disk refused comes first, until it is done. Used by one thread at a time.
/// </summary>
internal sealed class FileWork
{
    private readonly Queue<Step> _added = new();
    private readonly Queue<Step> _refused = new();
    private int _running;
    private int _refusedLeft;

    /// <summary>Steps that wait, but for those that were refused.</summary>
    public int Count => _added.Count;

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _added.Count == 0 && _refused.Count == 0;

    /// <summary>Whether something that was refused is not done yet, be it that it is tried just now.</summary>
    public bool HasRefused => _refusedLeft > 0;

    /// <summary>Whether the next step can begin.</summary>
    public bool CanTake => Next.TryPeek(out var step) && (step.Action is null || _running == 0);

    private Queue<Step> Next => _refused.Count > 0 ? _refused : _added;

    public void Add(Step step) => _added.Enqueue(step);

    /// <summary>Begins the next step, if it can begin.</summary>
    public bool TryTake([NotNullWhen(true)] out Step? step)
    {
        step = CanTake ? Next.Dequeue() : null;
        if (step is null)
            return false;
        _running++;
        return true;
    }

    public void Finish(Step step)
    {
        _running--;
        if (step.WasRefused)
            _refusedLeft--;
    }

    public void Refuse(Step step)
    {
        _running--;
        if (!step.WasRefused)
            _refusedLeft++;
        _refused.Enqueue(step with { WasRefused = true });
    }

    /// <summary>A file that is to get its name, or an action.</summary>
    internal sealed record Step(StoredFile? File, Action? Action, bool WasRefused = false);
}
