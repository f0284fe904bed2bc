using System.Globalization;
using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Searching;

/// <summary>
/// Makes the index anew from the text: where it has words that nobody can take out any more, or comes from another version.
/// That is done a few messages at a time, beside the writing, which adds what is new by itself; how far it has come stands in
/// <c>meta</c>, so that a restart goes on with it. Meanwhile searches read the text.
/// </summary>
internal static class IndexRebuild
{
    private const int TextsAtOnce = 128;

    /// <summary>How texts become words and passages; what was made by other rules is made anew. A test holds it to the rules.</summary>
    private const string Rules = "1";
    private const string Stale = "stale";

    private const string MarkStale =
        "insert into meta (name, value) values ('index', 'stale') on conflict do update set value = 'stale'";
    private const string SelectState = "select value from meta where name = 'index'";
    private const string SetState = "update meta set value = $value where name = 'index'";
    private const string SetFresh = "delete from meta where name = 'index'";
    private const string Forget = "insert into passage_index (passage_index) values ('delete-all')";
    private const string ForgetPassages = "delete from passage";
    private const string ForgetVolumes = "delete from volume";
    private const string SelectNext = "select id from conversation where deleted = 0 and id >= $id order by id limit 1";
    private const string SelectRules = "select value from meta where name = 'index rules'";
    private const string SetRules =
        "insert into meta (name, value) values ('index rules', $rules) on conflict do update set value = $rules";

    /// <summary>Says that the index is to be made anew.</summary>
    public static void Require(Database database) => database.Prepare(MarkStale).Execute();

    /// <summary>The same where it was made by other rules than these.</summary>
    public static void RequireWhereOld(Database database)
    {
        if (Value(database.Prepare(SelectRules)) != Rules)
            Require(database);
    }

    /// <summary>Whether the index does not have what it is to have.</summary>
    public static bool IsRequired(Database database) => State(database) is not null;

    /// <summary>Takes a step within a transaction; false when nothing is left to do.</summary>
    public static bool TryStep(Database database)
    {
        if (State(database) is not { } state)
            return false;
        if (state == Stale)
        {
            database.Prepare(Forget).Execute();
            database.Prepare(ForgetPassages).Execute();
            database.Prepare(ForgetVolumes).Execute();
            database.Prepare(SetRules).Bind(Rules).Execute();
            database.Prepare(SetState).Bind(" 0").Execute();
            return true;
        }

        var next = Fill(database, state.Split(' '));
        if (next is null)
        {
            database.Prepare(SetFresh).Execute();
            IndexMerge.Require(database);
        }
        else
        {
            database.Prepare(SetState).Bind(next).Execute();
        }

        return true;
    }

    /// <summary>All of it, in transactions of its own.</summary>
    public static void Run(Database database)
    {
        for (var isLeft = true; isLeft; )
        {
            database.BeginWriting();
            try
            {
                isLeft = TryStep(database);
                database.Commit();
            }
            finally
            {
                database.Rollback();
            }
        }
    }

    /// <summary>Goes on in a conversation, or with those behind it, for so many texts; where to go on, null at the end.</summary>
    private static string? Fill(Database database, string[] state)
    {
        var (from, after) = (state[0], int.Parse(state[1], CultureInfo.InvariantCulture));
        for (var left = TextsAtOnce; left > 0; left--)
        {
            if (Next(database, from) is not { } found)
                return null;
            after = found == from ? after : 0;
            var added = ConversationId.TryParse(found, null, out var id) ? Fill(database, id, after, left) : [];
            if (added.Count == left)
                return string.Create(CultureInfo.InvariantCulture, $"{found} {added[^1].Number}");
            left -= added.Count;
            // Behind this one, and before all that come after it.
            (from, after) = (found + "!", 0);
        }

        return $"{from} 0";
    }

    private static IReadOnlyList<MessageId> Fill(Database database, ConversationId id, int after, int limit)
    {
        var title = PassageSync.Title(database, id);
        if (PassageTable.Last(database, id, 0) is null)
            PassageWriter.SetTitle(database, id, before: null, title);
        return PassageSync.Add(database, id, after, limit);
    }

    private static string? State(Database database) => Value(database.Prepare(SelectState));

    private static string? Next(Database database, string from) => Value(database.Prepare(SelectNext).Bind(from));

    private static string? Value(Statement statement)
    {
        using var row = statement;
        return row.Read() ? row.Text(0) : null;
    }
}
