using System.Diagnostics;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Records;

namespace Roundtable.Sqlite.Writing;

/// <summary>
/// Forgets what requests were answered, a day after it was answered or the store was opened: by a clock that does not jump.
/// </summary>
internal sealed class OldRequests(Database database)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);
    private static readonly TimeSpan MarkEach = TimeSpan.FromHours(1);

    /// <summary>So many of the oldest go with each new one, so that no request pays for all of them.</summary>
    private const int ForgottenAtOnce = 8;

    private readonly Queue<(long Position, long Since)> _marks = new();
    private long _markedSince;
    private long _oldThrough;

    /// <summary>Called with each new answer.</summary>
    public void Forget()
    {
        if (_marks.Count == 0 || Stopwatch.GetElapsedTime(_markedSince) > MarkEach)
        {
            _markedSince = Stopwatch.GetTimestamp();
            _marks.Enqueue((RequestTable.LastPosition(database), _markedSince));
        }

        while (_marks.TryPeek(out var oldest) && Stopwatch.GetElapsedTime(oldest.Since) > KeptFor)
            _oldThrough = _marks.Dequeue().Position;
        if (_oldThrough > 0)
            RequestTable.DeleteUpTo(database, _oldThrough, ForgottenAtOnce);
    }
}
