using Roundtable.Queueing;
using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Writing;

/// <summary>
/// Runs requests in one transaction. SQLite flushes the log before it shows a commit to readers (sqlite.org/wal.html,
/// "synchronous=FULL"): so what is committed is durable, and only then visible.
/// </summary>
internal sealed class Batch(WriteTransaction transaction, DamageMet damage)
{
    private const string Probing = """
        insert into meta (name, value)
        values ('probe', '1')
        on conflict do update set value = 1 - cast(value as integer)
        """;

    /// <summary>
    /// Commits all that is not refused. Once it has failed it is tried again from the start: a flush that failed is not
    /// believed later, so everything is written anew. What one request alone breaks on is refused alone; where it is damage,
    /// only once it breaks on it also with the search's index left alone.
    /// </summary>
    /// <returns>Why it could not be done; null when it was.</returns>
    public SqliteFailure? Run(List<WriteRequest> requests)
    {
        for (var triesLeft = 2; ; )
        {
            var failure = TryRun(requests, out var culprit);
            if (failure is null)
                return null;
            if (failure.IsDamage && transaction.TryLeaveIndex())
                continue;
            if (culprit is not null && failure.IsOfTheRequest)
            {
                Tell(failure);
                requests.Remove(culprit);
                culprit.Refuse(failure.ToRefusal());
                if (requests.Count == 0)
                    return null;
            }
            else if (--triesLeft == 0 || failure.IsFull || failure.IsBusy)
            {
                Tell(failure);
                return failure;
            }
        }
    }

    /// <summary>Runs something of our own in a transaction.</summary>
    public SqliteFailure? Run(Action<WriteTransaction> work)
    {
        try
        {
            transaction.Begin();
            work(transaction);
            transaction.Database.Commit();
            return null;
        }
        catch (SqliteFailure failure)
        {
            Undo();
            Tell(failure);
            return failure;
        }
    }

    /// <summary>
    /// Writes something that means nothing: whether writing works again, and over what a commit that failed may have left in
    /// the log, so that no restart takes it for committed.
    /// </summary>
    public SqliteFailure? Probe() => Run(static probed => probed.Database.Prepare(Probing).Execute());

    private SqliteFailure? TryRun(List<WriteRequest> requests, out WriteRequest? culprit)
    {
        culprit = null;
        try
        {
            transaction.Begin();
            foreach (var request in requests)
            {
                culprit = request;
                Execute(request);
            }

            culprit = null;
            transaction.Database.Commit();
            return null;
        }
        catch (SqliteFailure failure)
        {
            Undo();
            return failure;
        }
    }

    private void Execute(WriteRequest request)
    {
        try
        {
            request.Refused = null;
            request.Execute(transaction);
        }
        catch (Exception refusal) when (Refusal.Is(refusal))
        {
            request.Refused = refusal;
        }
    }

    private void Tell(SqliteFailure failure)
    {
        if (!failure.IsDamage)
            return;
        damage.Add(failure);
        // It was not the index.
        transaction.Database.IsIndexLeft = false;
    }

    private void Undo()
    {
        transaction.Database.Rollback();
        transaction.Open.Forget();
    }
}
