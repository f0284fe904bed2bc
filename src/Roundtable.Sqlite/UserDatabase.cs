using Roundtable.Disk;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Moving;
using Roundtable.Sqlite.Records;
using Roundtable.Sqlite.Schema;
using Roundtable.Stored;

namespace Roundtable.Sqlite;

/// <summary>
/// The users of a database. It may be used beside the process that serves the file: each change is one short transaction of
/// its own, and durable when it returns.
/// </summary>
/// <remarks>
/// Every member throws an <see cref="IOException"/> when the file cannot be read or written, and refuses one that is the
/// target of a copy that is not finished.
/// </remarks>
/// <param name="file">The database file; created when the first user is added.</param>
public sealed class UserDatabase(string file, TimeProvider time)
{
    private readonly string _path = Path.GetFullPath(file);

    /// <summary>Adds a user with the next free number.</summary>
    /// <exception cref="ArgumentException">
    /// The name is empty, longer than <see cref="User.NameLengthMax"/>, or has a character that controls a terminal.
    /// </exception>
    public User Add(string name)
    {
        KeyRing.RequireName(name);
        var disk = new LinuxDisk();
        SqliteStoreOpening.RequireNoLinks(_path);
        disk.CreateFolder(Path.GetDirectoryName(_path)!);
        SqliteStoreOpening.Create(disk, _path);
        using var database = DatabaseSettings.OpenToWrite(_path, Durability.Power);
        DatabaseFile.Prepare(database, _path);
        UnfinishedMark.RequireNone(database, _path);
        return InTransaction(database, () => Insert(database, name));
    }

    /// <summary>Gives a user one more key, which nothing can show again. Null: there is no such user.</summary>
    public ApiKeySecret? AddKey(UserId id)
    {
        var secret = ApiKeySecret.Create(id);
        var now = time.GetUtcMilliseconds();
        return Revise(id, keys => KeyRing.With(keys, secret, now)) is null ? null : secret;
    }

    /// <summary>
    /// Revokes a key, given whole or by its public id. One that was revoked before stays as it is. Null: nobody has such a key.
    /// </summary>
    public ApiKey? Revoke(string key)
    {
        if (KeyRing.OwnerOf(key) is not { } id)
            return null;
        var now = time.GetUtcMilliseconds();
        return Revise(id, keys => KeyRing.Revoke(keys, key, now)) is { } user ? KeyRing.Find(user.Keys, key) : null;
    }

    /// <summary>All users, by number.</summary>
    public IEnumerable<User> List()
    {
        if (!File.Exists(_path))
            return [];
        SqliteStoreOpening.RequireNoLinks(_path);
        using var database = DatabaseSettings.OpenToRead(_path);
        if (DatabaseFile.RequireOurs(database, _path) == 0)
            return [];
        UnfinishedMark.RequireNone(database, _path);
        database.BeginReading();
        return
        [
            .. UserTable
                .Ids(database, after: 0, limit: int.MaxValue)
                .Select(id => UserTable.Find(database, id, out _))
                .OfType<User>(),
        ];
    }

    private User Insert(Database database, string name)
    {
        var now = time.GetUtcMilliseconds();
        var user = new User
        {
            Id = new UserId(UserTable.LastNumber(database) + 1),
            Name = name,
            Revision = 1,
            CreatedAt = now,
        };
        UserTable.Insert(database, UserFile.Of(user, now), user.Id);
        return user;
    }

    /// <summary>The user with other keys, in a revision of their own; null when there is none.</summary>
    private User? Revise(UserId id, Func<IReadOnlyList<ApiKey>, IReadOnlyList<ApiKey>> change)
    {
        if (!File.Exists(_path))
            return null;
        SqliteStoreOpening.RequireNoLinks(_path);
        using var database = DatabaseSettings.OpenToWrite(_path, Durability.Power);
        if (DatabaseFile.RequireOurs(database, _path) == 0)
            return null;
        UnfinishedMark.RequireNone(database, _path);
        return InTransaction(database, () => Revise(database, id, change));
    }

    private User? Revise(Database database, UserId id, Func<IReadOnlyList<ApiKey>, IReadOnlyList<ApiKey>> change)
    {
        if (UserTable.Find(database, id, out var isDamaged) is not { } user)
            return null;
        if (isDamaged)
            throw new IOException($"The profile of {id} is damaged, and with it what it knows of keys; 'verify' tells more.");
        var keys = change(user.Keys);
        if (ReferenceEquals(keys, user.Keys))
            return user;
        var revised = user with { Revision = user.Revision + 1, Keys = keys };
        UserTable.Revise(database, UserFile.Of(revised, time.GetUtcMilliseconds()));
        return revised;
    }

    private static T InTransaction<T>(Database database, Func<T> work)
    {
        database.BeginWriting();
        try
        {
            var result = work();
            database.Commit();
            return result;
        }
        finally
        {
            database.Rollback();
        }
    }
}
