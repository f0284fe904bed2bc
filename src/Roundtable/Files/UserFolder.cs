using Roundtable.Files.Disk;
using Roundtable.Files.Json;

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

    /// <summary>Adds a user with the next free number; durable when it returns.</summary>
    /// <exception cref="ArgumentException">
    /// The name is empty, longer than <see cref="User.NameLengthMax"/>, or has a character that controls a terminal.
    /// </exception>
    public User Add(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > User.NameLengthMax || name.Any(char.IsControl))
            throw new ArgumentException(
                $"A name has 1 to {User.NameLengthMax} characters, and none that controls a terminal.",
                nameof(name)
            );

        WholeCodePoints.Require(name);
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
        // Nobody lists a folder on a request's path: only where probing finds nothing sound.
        User? newest = null;
        for (var revision = 1; Read(id, revision) is { } found; revision++)
            newest = found;
        if (newest is not null)
            return newest;

        var revisions = Revisions(id).OrderDescending().ToList();
        return revisions.Select(revision => Read(id, revision)).FirstOrDefault(user => user is not null)
            ?? (revisions.Count > 0 ? Damaged(id, revisions[0]) : null);
    }

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

    /// <summary>A revision of the profile; null when it is not sound, or cannot be read.</summary>
    private User? Read(UserId id, int revision)
    {
        try
        {
            var bytes = _disk.Read(FullPath(StoreLayout.User(id, revision)));
            return bytes is null || UserFile.Decode(bytes, id, revision) is not { } file
                ? null
                : new User
                {
                    Id = id,
                    Name = file.Name,
                    Revision = revision,
                    CreatedAt = file.CreatedAt,
                };
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
        var file = new UserFile
        {
            UserId = id.ToString(),
            Revision = 1,
            Name = name,
            CreatedAt = now,
            Timestamp = now,
            Format = ChecksummedJson.Format,
        };
        _disk.CreateFolder(FullPath(StoreLayout.MessageFolder(id)));
        var isPublished = TryPublish(StoreLayout.User(id, 1), file.Encode());
        FlushOrWithdraw(StoreLayout.User(id, 1), isPublished);
        return isPublished
            ? new User
            {
                Id = id,
                Name = name,
                Revision = 1,
                CreatedAt = now,
            }
            : null;
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
