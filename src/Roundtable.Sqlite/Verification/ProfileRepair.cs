using System.Globalization;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Records;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Verification;

/// <summary>
/// Sets damaged revisions of a profile aside, and answers to requests. Where the newest one is lost, another follows it with the
/// name that is known and no keys: the lost one may have revoked what an earlier one has.
/// </summary>
internal static class ProfileRepair
{
    private const string RowOfProfile = """
        json_object('revision', revision, 'name', name, 'created_at', created_at, 'timestamp', timestamp, 'keys', keys,
            'checksum', checksum)
        """;

    private const string CopyNewest = $"""
        insert into aside (unit, id, reason, timestamp, row)
        select id, $id, $reason, $timestamp, {RowOfProfile}
        from user
        where id = $user_id and revision = $revision
        """;

    private const string CopyEarlier = $"""
        insert into aside (unit, id, reason, timestamp, row)
        select user_id, $id, $reason, $timestamp, {RowOfProfile}
        from user_revision
        where user_id = $user_id and revision = $revision
        """;

    private const string DeleteEarlier = "delete from user_revision where user_id = $user_id and revision = $revision";

    private const string CopyAnswer = """
        insert into aside (unit, id, reason, timestamp, row)
        select user_id, $id, $reason, $timestamp, json_object('key', key, 'body', body, 'conversation_id', conversation_id,
            'message_id', message_id, 'replies', replies, 'cursor', cursor, 'timestamp', timestamp, 'checksum', checksum)
        from request
        where user_id = $user_id and key = $key
        """;

    private const string DeleteAnswer = "delete from request where user_id = $user_id and key = $key";

    /// <summary>Which revision of the profile an id names; null when it names none of this user's.</summary>
    public static int? RevisionOf(UserId id, string found)
    {
        var first = id.ToString();
        if (found == first)
            return 1;
        return
            found.StartsWith(first + "-r", StringComparison.Ordinal)
            && int.TryParse(found.AsSpan(first.Length + 2), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : null;
    }

    public static void SetAside(Database database, UserId id, int revision, (string Id, string Reason, DateTimeOffset Time) found)
    {
        var time = StoredTime.Format(found.Time);
        var isNewest = Copy(database, CopyNewest, (found.Id, found.Reason, time), id, $"{revision}") > 0;
        Copy(database, CopyEarlier, (found.Id, found.Reason, time), id, $"{revision}");
        database.Prepare(DeleteEarlier).Bind(id.ToString()).Bind(revision).Execute();
        if (!isNewest || UserTable.Find(database, id, out var isDamaged) is not { } known || !isDamaged)
            return;
        // It has no keys: so says the table of one that is damaged.
        var next = known with
        {
            Revision = Math.Max(0, revision) + 1,
        };
        UserTable.Replace(database, UserFile.Of(next, found.Time));
    }

    /// <summary>An answer that is lost is asked for again: the request is then a new one.</summary>
    public static bool TrySetAnswerAside(Database database, UserId id, (string Id, string Reason, DateTimeOffset Time) found)
    {
        if (!found.Id.StartsWith($"{id} ", StringComparison.Ordinal))
            return false;
        var key = found.Id[(id.ToString().Length + 1)..];
        Copy(database, CopyAnswer, (found.Id, found.Reason, StoredTime.Format(found.Time)), id, key);
        return database.Prepare(DeleteAnswer).Bind(id.ToString()).Bind(key).Execute() > 0;
    }

    private static int Copy(
        Database database,
        string sql,
        (string Id, string Reason, string Time) found,
        UserId id,
        string which
    ) => database.Prepare(sql).Bind(found.Id).Bind(found.Reason).Bind(found.Time).Bind(id.ToString()).Bind(which).Execute();
}
