using System.Globalization;
using System.Reflection;
using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Schema;

/// <summary>
/// Says whether a file is one of ours, makes a new one, and brings an older one forward. Its header carries an application id
/// and the version of the schema; forward migrations are scripts, one for each version.
/// </summary>
internal static class DatabaseFile
{
    /// <summary>"RTbl": what <c>file</c> and <c>pragma application_id</c> tell.</summary>
    public const int ApplicationId = 0x5254626C;

    /// <summary>The schema that <c>schema.sql</c> makes.</summary>
    public const int Version = 2;

    /// <summary>Makes the tables in an empty file; refuses one that is not ours or is newer, having changed nothing.</summary>
    /// <exception cref="InvalidDataException">The message says what to do.</exception>
    public static void Prepare(Database database, string path) => Prepare(database, path, Version, Script);

    /// <summary>The same up to a version, with the script that leads on from each; for tests of migrations to come.</summary>
    internal static void Prepare(Database database, string path, int newest, Func<int, string> script)
    {
        var version = RequireOurs(database, path, newest);
        // The log outlives this connection: once said, it is so for everybody who opens the file.
        database.Run("pragma journal_mode = wal");
        while (version < newest)
        {
            database.BeginWriting();
            try
            {
                database.Run(script(version));
                version = version == 0 ? Version : version + 1;
                database.Run(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"pragma application_id = {ApplicationId}; pragma user_version = {version}"
                    )
                );
                database.Commit();
            }
            finally
            {
                database.Rollback();
            }
        }
    }

    /// <summary>The file's version, 0 when it is empty.</summary>
    /// <exception cref="InvalidDataException">It is not ours, or newer.</exception>
    public static int RequireOurs(Database database, string path, int newest = Version)
    {
        try
        {
            var application = Number(database, "pragma application_id");
            var version = Number(database, "pragma user_version");
            if (application == 0 && version == 0 && Number(database, "select count(*) from sqlite_schema") == 0)
                return 0;
            if (application != ApplicationId || version < 1)
                throw new InvalidDataException($"'{path}' is a database of another program; name another file.");
            return version <= newest
                ? version
                : throw new InvalidDataException(
                    $"'{path}' has version {version} of the schema, and this program knows up to {newest}; use a newer program."
                );
        }
        catch (SqliteFailure failure) when (failure.IsDamage)
        {
            throw NotADatabase(path, failure);
        }
    }

    /// <summary>What is said of a file that SQLite cannot read as a database.</summary>
    public static InvalidDataException NotADatabase(string path, SqliteFailure failure) =>
        new($"'{path}' is not a SQLite database, or its beginning is damaged; name another file, or restore a backup.", failure);

    private static int Number(Database database, string sql) => int.Parse(database.Ask(sql)!, CultureInfo.InvariantCulture);

    private static string Script(int from)
    {
        var name = from == 0 ? "schema.sql" : string.Create(CultureInfo.InvariantCulture, $"version-{from + 1:D2}.sql");
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
