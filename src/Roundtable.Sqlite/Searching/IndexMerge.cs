using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Searching;

/// <summary>
/// Takes words that were deleted out of the file: the index only notes a deletion beside them, until the pieces that it
/// consists of are merged into one. That is done a few pages at a time; how far it has come stands in <c>meta</c>, so that a
/// restart goes on with it (docs/decisions/0013). One piece is also what is searched fastest.
/// </summary>
internal static class IndexMerge
{
    private const string Ask =
        "insert into meta (name, value) values ('index merge', 'asked') on conflict do update set value = 'asked'";
    private const string SelectState = "select value from meta where name = 'index merge'";
    private const string SetBegun = "update meta set value = 'begun' where name = 'index merge'";
    private const string SetDone = "delete from meta where name = 'index merge'";

    // A negative number of pages puts all pieces into one merge; positive ones go on with it.
    private const string Begin = "insert into passage_index (passage_index, rank) values ('merge', -32)";
    private const string GoOn = "insert into passage_index (passage_index, rank) values ('merge', 32)";

    /// <summary>Says that words were deleted, or very many added.</summary>
    public static void Require(Database database) => database.Prepare(Ask).Execute();

    /// <summary>Takes a step; false when nothing is left to do.</summary>
    public static bool TryStep(Database database)
    {
        if (State(database) is not { } state)
            return false;
        var before = database.TotalChanges;
        database.Prepare(state == "asked" ? Begin : GoOn).Execute();
        // So says SQLite: fewer than two changes, and there was nothing to merge (sqlite.org/fts5.html, "the merge command").
        var isDone = database.TotalChanges - before < 2;
        if (isDone)
            database.Prepare(SetDone).Execute();
        else if (state == "asked")
            database.Prepare(SetBegun).Execute();
        return !isDone;
    }

    private static string? State(Database database)
    {
        using var row = database.Prepare(SelectState);
        return row.Read() ? row.Text(0) : null;
    }
}
