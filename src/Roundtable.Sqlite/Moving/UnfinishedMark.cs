using Roundtable.Moving;
using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Moving;

/// <summary>The entry in <c>meta</c> that says that a database is the target of a copy which is not finished.</summary>
/// <param name="Command">The command to go on with: <c>migrate</c> or <c>backup</c>.</param>
/// <param name="From">The source, as the command names it.</param>
internal sealed record UnfinishedMark(string Command, string From)
{
    private const string Name = "unfinished";
    private const string Select = "select value from meta where name = 'unfinished'";
    private const string Insert = "insert or replace into meta (name, value) values ($name, $value)";
    private const string Delete = "delete from meta where name = $name";

    /// <summary>The mark of a database; null when it has none.</summary>
    public static UnfinishedMark? Read(Database database)
    {
        using var row = database.Prepare(Select);
        return row.Read() && row.Text(0).Split('\n', 2) is [var command, var from] ? new UnfinishedMark(command, from) : null;
    }

    /// <summary>Refuses a database that is good for nothing but going on with its copy.</summary>
    /// <exception cref="StoreUnfinishedException">It is.</exception>
    public static void RequireNone(Database database, string path)
    {
        if (Read(database) is { } mark)
            throw new StoreUnfinishedException(
                $"'{path}' is the unfinished target of 'roundtable {mark.Command} --from {mark.From} --to sqlite:{path}'. "
                    + "Run that again until it says that it is finished, or remove the file."
            );
    }

    public void Write(Database database) => database.Prepare(Insert).Bind(Name).Bind($"{Command}\n{From}").Execute();

    public static void Remove(Database database) => database.Prepare(Delete).Bind(Name).Execute();
}
