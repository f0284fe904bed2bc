using Roundtable.Disk;
using Roundtable.Files.Moving;
using Roundtable.Moving;
using Roundtable.Stored;

namespace Roundtable.Files;

/// <summary>
/// The users of a data folder. It may be used beside the process that serves the folder: whoever publishes a number first
/// has it, and the other one takes the next.
/// </summary>
public sealed class UserFolder
{
    private readonly IDisk _disk;
    private readonly string _folder;
    private readonly TimeProvider _time;

    /// <param name="folder">The data folder; created when the first user is added.</param>
    public UserFolder(string folder, TimeProvider time)
        : this(folder, time, new LinuxDisk()) { }

    internal UserFolder(string folder, TimeProvider time, IDisk disk) =>
        (_folder, _time, _disk) = (Path.GetFullPath(folder), time, disk);

    /// <summary>The same, unless the folder is none to be used.</summary>
    /// <param name="folder">The data folder; created when the first user is added.</param>
    /// <exception cref="StoreUnfinishedException">It is the target of a copy that is not finished.</exception>
    public static UserFolder Open(string folder, TimeProvider time)
    {
        var users = new UserFolder(folder, time);
        UnfinishedMark.RequireNone(users._disk, users._folder);
        return users;
    }

    /// <summary>Adds a user with the next free number; durable when it returns.</summary>
    /// <exception cref="ArgumentException">
    /// The name is empty, longer than <see cref="User.NameLengthMax"/>, or has a character that controls a terminal.
    /// </exception>
    public User Add(string name)
    {
        KeyRing.RequireName(name);
        for (var number = LastNumber() + 1; ; number++)
        {
            if (TryAdd(new UserId(number), name) is { } user)
                return user;
        }
    }

    /// <summary>
    /// The user; null when there is none. One whose profile is damaged in every revision is still a user, who is called by
    /// their id and was created at no known time.
    /// </summary>
    public User? Find(UserId id)
    {
        // Nobody lists a folder on a request's path: only where probing finds nothing sound, or cannot tell where to stop.
        User? newest = null;
        var last = 0;
        bool? isThere;
        do
        {
            newest = Read(id, last + 1, out isThere) ?? newest;
            last += isThere is true ? 1 : 0;
        } while (isThere is true);
        if (isThere is false && newest is not null)
            return Trusted(newest, last);

        var revisions = Revisions(id).OrderDescending().ToList();
        newest = revisions.Select(revision => Read(id, revision, out _)).FirstOrDefault(user => user is not null);
        if (newest is not null)
            return Trusted(newest, revisions[0]);
        return revisions.Count > 0 ? Damaged(id, revisions[0]) : null;
    }

    /// <summary>Gives a user one more key, which nothing can show again; durable when it returns. Null: there is no such user.</summary>
    public ApiKeySecret? AddKey(UserId id)
    {
        var secret = ApiKeySecret.Create(id);
        var now = _time.GetUtcMilliseconds();
        return Revise(id, keys => KeyRing.With(keys, secret, now)) is null ? null : secret;
    }

    /// <summary>
    /// Revokes a key, given whole or by its public id; durable when it returns. One that was revoked before stays as it is.
    /// Null: nobody has such a key.
    /// </summary>
    public ApiKey? Revoke(string key)
    {
        if (KeyRing.OwnerOf(key) is not { } id)
            return null;
        var now = _time.GetUtcMilliseconds();
        return Revise(id, keys => KeyRing.Revoke(keys, key, now)) is { } user ? KeyRing.Find(user.Keys, key) : null;
    }

    /// <summary>
    /// The user with other keys, in a revision of their own. Names are listed before the profile is read: what somebody else
    /// publishes in between takes the number, and the change is made again upon theirs.
    /// </summary>
    private User? Revise(UserId id, Func<IReadOnlyList<ApiKey>, IReadOnlyList<ApiKey>> change)
    {
        while (true)
        {
            var last = Revisions(id).DefaultIfEmpty().Max();
            if (Find(id) is not { } user)
                return null;
            var keys = change(user.Keys);
            if (ReferenceEquals(keys, user.Keys))
                return user;
            var revised = user with { Revision = last + 1, Keys = keys };
            var path = StoreLayout.User(id, revised.Revision);
            var isPublished = TryPublish(path, UserFile.Of(revised, _time.GetUtcMilliseconds()).Encode());

            // A refused flush withdraws nothing here: somebody may have built upon it, and revoked too early is safe.
            _disk.FlushFolder(FullPath(StoreLayout.UserFolder(id)));
            if (isPublished)
                return revised;
        }
    }

    /// <summary>Without its keys where a later revision, which may have revoked them, cannot be read.</summary>
    private static User Trusted(User newest, int last) => newest.Revision == last ? newest : newest with { Keys = [] };

    /// <summary>Whether somebody is a user, but no revision of the profile can be read.</summary>
    public bool IsDamaged(UserId id) => Find(id) is { } user && user == Damaged(id, user.Revision);

    private static User Damaged(UserId id, int revision) =>
        new()
        {
            Id = id,
            Name = id.ToString(),
            Revision = revision,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };

    /// <summary>All users, by number.</summary>
    public IEnumerable<User> List() => Ids().OrderBy(id => id.Number).Select(Find).OfType<User>();

    /// <summary>A revision of the profile; null when it is not there, is not sound, or cannot be read.</summary>
    /// <param name="isThere">Null when the disk cannot tell.</param>
    private User? Read(UserId id, int revision, out bool? isThere)
    {
        isThere = null;
        try
        {
            var bytes = _disk.Read(FullPath(StoreLayout.User(id, revision)));
            isThere = bytes is not null;
            return bytes is null ? null : UserFile.Decode(bytes, id, revision)?.ToUser(id);
        }
        catch (DiskException failure) when (failure.IsOfTheFile)
        {
            return null;
        }
    }

    /// <summary>The revisions whose names are there, sound or not.</summary>
    private IEnumerable<int> Revisions(UserId id) =>
        _disk
            .List(FullPath(StoreLayout.UserFolder(id)))
            .Select(name => StoreLayout.TryParseUser(name, out var revision) ? revision : 0)
            .Where(revision => revision > 0);

    private int LastNumber() => Ids().Where(IsTaken).Select(id => id.Number).DefaultIfEmpty().Max();

    /// <summary>A folder that a crash left without a profile is taken by the next user, unless somebody's conversations are in it.</summary>
    private bool IsTaken(UserId id) =>
        Revisions(id).Any()
        || _disk.List(FullPath(StoreLayout.ConversationFolder(id))).Any(name => name != "messages")
        || _disk.List(FullPath(StoreLayout.MessageFolder(id))).Count > 0;

    private IEnumerable<UserId> Ids()
    {
        foreach (var name in _disk.List(FullPath(StoreLayout.Users)))
        {
            if (UserId.TryParse(name, null, out var id))
                yield return id;
        }
    }

    private User? TryAdd(UserId id, string name)
    {
        var now = _time.GetUtcMilliseconds();
        var user = new User
        {
            Id = id,
            Name = name,
            Revision = 1,
            CreatedAt = now,
        };
        _disk.CreateFolder(FullPath(StoreLayout.MessageFolder(id)));
        var isPublished = TryPublish(StoreLayout.User(id, 1), UserFile.Of(user, now).Encode());
        FlushOrWithdraw(StoreLayout.User(id, 1), isPublished);
        return isPublished ? user : null;
    }

    /// <summary>A user whose adding is refused is not there.</summary>
    private void FlushOrWithdraw(string path, bool isOurs)
    {
        try
        {
            _disk.FlushFolder(FullPath(Path.GetDirectoryName(path)!));
        }
        catch (DiskException) when (isOurs)
        {
            _disk.Delete(FullPath(path));
            throw;
        }
    }

    private bool TryPublish(string path, byte[] bytes)
    {
        var privatePath = FullPath($"{StoreLayout.Users}/{Guid.NewGuid():N}.new");
        if (!_disk.TryCreate(privatePath, out var file))
            throw new IOException($"'{privatePath}' exists.");
        var isPublished = false;
        try
        {
            using (file)
            {
                file.Write(0, bytes);
                file.Flush();
            }

            return isPublished = _disk.TryPublish(privatePath, FullPath(path));
        }
        finally
        {
            if (!isPublished)
                _disk.Delete(privatePath);
        }
    }

    private string FullPath(string path) => Path.Combine(_folder, path);
}
