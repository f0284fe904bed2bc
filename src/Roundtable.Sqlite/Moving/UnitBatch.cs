using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Searching;

namespace Roundtable.Sqlite.Moving;

/// <summary>
/// Units that share a transaction: each page that they have in common, of an index above all, is written once for all of them.
/// A unit is in it whole or not at all, and what is to be found of it goes into the search index just before the commit.
/// </summary>
/// <param name="sizeBytesMax">Of records, after which a transaction ends.</param>
internal sealed class UnitBatch(Database database, long sizeBytesMax)
{
    /// <summary>Less than what the connection keeps in memory, with the rows, their indexes and the search's.</summary>
    public const long SizeBytesMax = 4 * 1024 * 1024;

    private const string BeginUnit = "savepoint unit";
    private const string KeepUnit = "release unit";
    private const string UndoUnit = "rollback to unit";

    private readonly List<(ConversationId Id, string? TitleBefore)> _unindexed = [];
    private long _sizeBytes;
    private bool _isOpen;
    private bool _isAlone;

    /// <summary>Begins a unit.</summary>
    public void Begin()
    {
        if (!database.IsInTransaction)
        {
            Forget();
            database.BeginWriting();
        }

        database.Prepare(BeginUnit).Execute();
        _isOpen = true;
    }

    /// <summary>Counts what was put into the unit.</summary>
    public void Add(int sizeBytes) => _sizeBytes += sizeBytes;

    /// <summary>
    /// Gives the unit, of which nothing was put yet, a transaction of its own: taking one away changes all of its pages, and what
    /// is needed to undo that as a part of a transaction is held in memory.
    /// </summary>
    public void Separate()
    {
        if (_isAlone)
            return;
        Keep();
        Commit();
        database.BeginWriting();
        (_isOpen, _isAlone) = (true, true);
    }

    /// <summary>The unit is whole.</summary>
    /// <param name="conversation">What is to be found in the search from now on; null for a user.</param>
    /// <param name="titleBefore">The title that the index has; null when that has not changed.</param>
    public void End(ConversationId? conversation, string? titleBefore)
    {
        Keep();
        if (conversation is { } id)
            _unindexed.Add((id, titleBefore));
        if (_isAlone || _sizeBytes >= sizeBytesMax)
            Commit();
    }

    /// <summary>Takes back what was put into a unit that has not ended, and nothing of those before it.</summary>
    public void Undo()
    {
        // After some failures SQLite has undone the whole transaction by itself.
        if (_isOpen && _isAlone)
            database.Rollback();
        else if (_isOpen && database.IsInTransaction)
        {
            database.Prepare(UndoUnit).Execute();
            Keep();
        }

        (_isOpen, _isAlone) = (false, false);
    }

    /// <summary>Commits all units that have ended.</summary>
    public void Commit()
    {
        if (!database.IsInTransaction)
            return;
        try
        {
            foreach (var (id, titleBefore) in _unindexed)
            {
                if (titleBefore is not null)
                    PassageWriter.SetTitle(database, id, titleBefore, PassageSync.Title(database, id));
                PassageSync.Add(database, id);
            }

            database.Commit();
        }
        finally
        {
            database.Rollback();
            Forget();
        }
    }

    private void Keep()
    {
        if (_isOpen && !_isAlone)
            database.Prepare(KeepUnit).Execute();
        _isOpen = false;
    }

    private void Forget()
    {
        _unindexed.Clear();
        (_sizeBytes, _isAlone) = (0, false);
    }
}
