using System.Runtime.CompilerServices;

namespace Roundtable.Child;

/// <summary>
/// What coverage collectors like to miss. A test runs it, and test.sh then looks at the report: every line that says "runs"
/// must be counted as run, every line that says "never runs" as not run, and none may be left out.
/// </summary>
public static class CoverageProbe
{
    /// <summary>Code in an async iterator, before and after a real suspension.</summary>
    public static async IAsyncEnumerable<int> IteratorAsync(
        bool never,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        yield return 1; // runs
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested(); // runs
        if (never)
            yield return 2; // never runs
    }

    /// <summary>Code in a callback that somebody else calls.</summary>
    public static Func<int, int> Callback(bool never) =>
        value =>
        {
            value++; // runs
            if (never)
                value--; // never runs
            return value; // runs
        };

    /// <summary>Code on a thread of its own.</summary>
    public static int OnThread(bool never)
    {
        var value = 0;
        var thread = new Thread(() =>
        {
            value++; // runs
            if (never)
                value--; // never runs
        })
        {
            IsBackground = true,
        };
        thread.Start();
        thread.Join();
        return value;
    }
}
