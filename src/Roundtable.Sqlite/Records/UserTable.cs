using System.Text.Json;
using Roundtable.Sqlite.Engine;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Records;

/// <summary>Profiles as rows: the newest revision, and the earlier ones beside it.</summary>
internal static class UserTable
{
    private const string InsertOne = """
        insert into user (id, number, revision, name, created_at, timestamp, keys, checksum)
        values ($id, $number, $revision, $name, $created_at, $timestamp, $keys, $checksum)
        """;

    private const string KeepRevision = """
        insert into user_revision (user_id, revision, name, created_at, timestamp, keys, checksum)
        select id, revision, name, created_at, timestamp, keys, checksum
        from user
        where id = $id
        """;

    private const string UpdateOne = """
        update user
        set revision = $revision, name = $name, created_at = $created_at, timestamp = $timestamp, keys = $keys,
            checksum = $checksum
        where id = $id
        """;

    private const string SelectNewest = """
        select revision, name, created_at, timestamp, keys, checksum
        from user
        where id = $id
        """;

    private const string SelectEarlier = """
        select revision, name, created_at, timestamp, keys, checksum
        from user_revision
        where user_id = $id
        order by revision desc
        """;

    private const string SelectIds = "select id, number from user where number > $number order by number limit $limit";

    private const string SelectLast = "select coalesce(max(number), 0) from user";

    private const string Exists = "select 1 from user where id = $id";

    public static int LastNumber(Database database)
    {
        using var row = database.Prepare(SelectLast);
        row.Read();
        return row.Int(0);
    }

    public static bool IsThere(Database database, UserId id)
    {
        using var row = database.Prepare(Exists).Bind(id.ToString());
        return row.Read();
    }

    public static void Insert(Database database, UserFile file, UserId id) =>
        Bind(database.Prepare(InsertOne).Bind(file.UserId).Bind(id.Number).Bind(file.Revision), file).Execute();

    /// <summary>Makes a profile the newest revision; the one before is kept.</summary>
    public static void Revise(Database database, UserFile file)
    {
        database.Prepare(KeepRevision).Bind(file.UserId).Execute();
        Replace(database, file);
    }

    /// <summary>Makes a profile the newest revision; the one before is not kept.</summary>
    public static void Replace(Database database, UserFile file) =>
        Bind(database.Prepare(UpdateOne).Bind(file.Revision), file).Bind(file.UserId).Execute();

    /// <summary>
    /// The user; null when there is none. One whose newest revision is damaged has an earlier one's name and no keys, which it
    /// may have revoked; without any sound one they are called by their id and were created at no known time.
    /// </summary>
    public static User? Find(Database database, UserId id, out bool isDamaged)
    {
        isDamaged = false;
        int newest;
        using (var row = database.Prepare(SelectNewest).Bind(id.ToString()))
        {
            if (!row.Read())
                return null;
            newest = row.Int(0);
            if (Parse(row, id) is { } file)
                return file.ToUser(id);
        }

        isDamaged = true;
        using var rows = database.Prepare(SelectEarlier).Bind(id.ToString());
        while (rows.Read())
        {
            if (Parse(rows, id) is { } earlier)
                return earlier.ToUser(id) with { Keys = [] };
        }

        return new User
        {
            Id = id,
            Name = id.ToString(),
            Revision = newest,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
    }

    /// <summary>The next users after a number.</summary>
    public static IReadOnlyList<UserId> Ids(Database database, int after, int limit)
    {
        using var rows = database.Prepare(SelectIds).Bind(after).Bind(limit);
        var ids = new List<UserId>();
        while (rows.Read())
        {
            // One whose number was altered would be listed again and again.
            if (UserId.TryParse(rows.Text(0), null, out var id) && id.Number == rows.Int(1))
                ids.Add(id);
        }

        return ids;
    }

    private static Statement Bind(Statement statement, UserFile file) =>
        statement
            .Bind(file.Name)
            .Bind(StoredTime.Format(file.CreatedAt))
            .Bind(StoredTime.Format(file.Timestamp))
            .Bind(file.Keys is null ? null : JsonSerializer.Serialize(file.Keys, StoredJson.Default.IReadOnlyListStoredKey))
            .Bind(ChecksummedJson.DigestIn(file.Encode()));

    /// <summary>The revision, if its columns fit their checksum.</summary>
    public static UserFile? Parse(Statement row, UserId id)
    {
        if (!StoredTime.TryParse(row.Utf8(2), out var createdAt) || !StoredTime.TryParse(row.Utf8(3), out var timestamp))
            return null;
        try
        {
            var file = new UserFile
            {
                UserId = id.ToString(),
                Revision = row.Int(0),
                Name = row.Text(1),
                CreatedAt = createdAt,
                Timestamp = timestamp,
                Keys = row.TextOrNull(4) is { } keys
                    ? JsonSerializer.Deserialize(keys, StoredJson.Default.IReadOnlyListStoredKey)
                    : null,
                Format = ChecksummedJson.Format,
            };
            return ChecksummedJson.DigestIn(file.Encode()) == row.Text(5) ? file : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
