using System.Globalization;
using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Records;

/// <summary>Which deleted conversations have text left in the file. Kept in <c>meta</c>, so that a restart goes on with them.</summary>
internal static class DeletedTable
{
    private const string Prefix = "deleting ";
    private const string InsertOne = "insert into meta (name, value) values ($name, '') on conflict do nothing";
    private const string DeleteOne = "delete from meta where name = $name";
    private const string DeleteAside = "delete from aside where unit = $unit";
    private const string SelectFirst = "select name from meta where name >= 'deleting ' and name < 'deleting!' limit 1";

    public static void Add(Database database, ConversationId id) => database.Prepare(InsertOne).Bind(Prefix + id).Execute();

    /// <summary>One of them; null when there is none.</summary>
    public static ConversationId? First(Database database)
    {
        using var row = database.Prepare(SelectFirst);
        return row.Read() ? ConversationId.Parse(row.Text(0)[Prefix.Length..], CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Nothing of it is left, in the place of what was damaged neither.</summary>
    public static void Remove(Database database, ConversationId id)
    {
        database.Prepare(DeleteAside).Bind(id.ToString()).Execute();
        database.Prepare(DeleteOne).Bind(Prefix + id).Execute();
    }
}
