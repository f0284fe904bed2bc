using Roundtable.Tests.Architecture;

namespace Roundtable.Tests.Databases;

/// <summary>Makes a database of an earlier version: its schema as it was, and the records of a present one.</summary>
internal static class OldDatabase
{
    private static readonly string[] Tables =
    [
        "user",
        "user_revision",
        "conversation",
        "conversation_revision",
        "message",
        "chunk",
        "bundle",
        "request",
        "loss",
        "aside",
    ];

    /// <summary>Version 1 in the place of the present version.</summary>
    public static void Replace(string file)
    {
        var present = file + ".present";
        File.Copy(file, present);
        File.Delete(file);
        var schema = File.ReadAllText(Path.Combine(Repository.Root, "tests/Roundtable.Tests/Databases/version-01.sql"));
        var copies = Tables.Select(table => $"insert into main.{table} select * from present.{table};");
        SqliteShell.Run(
            file,
            $"""
            {schema}
            pragma application_id = 1381261932;
            pragma user_version = 1;
            attach '{present}' as present;
            {string.Join('\n', copies)}
            insert into main.passage
            select id, conversation_id, message, start, length, next, words
            from present.passage;
            insert into main.passage_index (rowid, words) select id, 'us01_old' from present.passage;
            insert into main.meta values ('index merge', 'begun');
            """
        );
        File.Delete(present);
    }
}
