using Roundtable.Disk;
using Roundtable.Files.Verification;

namespace Roundtable.Files.Moving;

/// <summary>
/// All that one user had at one moment, by name: what is in files, and what was in the journal alone. A file that is not here
/// came later. A conversation takes some 260 bytes, and each loose file of its messages 8 to 16.
/// </summary>
internal sealed class UserNames
{
    private const int AttemptsMax = 100;

    private UserNames(UserId user, JournalLook journal) => (User, Journal) = (user, journal);

    public UserId User { get; }

    public JournalLook Journal { get; }

    public SortedSet<int> Profiles { get; } = [];

    public SortedSet<string> Requests { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<int, ConversationNames> Conversations { get; } = [];

    /// <summary>Whether there is anything of the user.</summary>
    public bool IsSomebody => Profiles.Count > 0 || Conversations.Count > 0;

    /// <summary>
    /// First the names in the folders, then the journal, which has whatever came in between: unless a part of it was retired
    /// meanwhile, whose files are then all there, perhaps behind us.
    /// </summary>
    /// <exception cref="IOException">The journal turned over each time; the disk is too busy, or the folder too large.</exception>
    public static UserNames Read(IDisk disk, string folder, UserId user)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            var segments = JournalLook.Numbers(disk, folder);
            var listed = new UserNames(user, new JournalLook());
            listed.List(disk, folder);
            var journal = JournalLook.Read(disk, folder);
            if (segments.Except(journal.Segments).Any())
                continue;
            var names = new UserNames(user, journal);
            names.Join(listed);
            return names;
        }

        throw new IOException($"'{folder}' changes faster than it can be listed; try again when less is being said.");
    }

    /// <summary>Messages are listed before sealed files: what is sealed in between is in both lists, not in neither.</summary>
    private void List(IDisk disk, string folder)
    {
        foreach (var name in disk.List(Path.Combine(folder, StoreLayout.UserFolder(User))))
        {
            if (StoreLayout.TryParseUser(name, out var revision))
                Profiles.Add(revision);
        }

        string[] folders =
        [
            StoreLayout.RequestFolder(User),
            StoreLayout.MessageFolder(User),
            StoreLayout.ConversationFolder(User),
        ];
        foreach (var path in folders.Where(path => IsReached(folder, path)))
        {
            foreach (var name in disk.List(Path.Combine(folder, path)))
                Take(name);
        }
    }

    /// <summary>A symbolic link on the way is not followed.</summary>
    private static bool IsReached(string folder, string path)
    {
        for (var part = path; part.Length > 0; part = Path.GetDirectoryName(part)!)
        {
            if (new DirectoryInfo(Path.Combine(folder, part)).LinkTarget is not null)
                return false;
        }

        return true;
    }

    private void Take(string name)
    {
        if (StoreLayout.TryParseRequest(name, out var key))
            Requests.Add(key);
        else
            ConversationNames.TryAdd(Conversations, User, name);
    }

    private void Join(UserNames listed)
    {
        Profiles.UnionWith(listed.Profiles);
        Requests.UnionWith(listed.Requests);
        foreach (var (number, names) in listed.Conversations)
            Conversations.Add(number, names);
        var requests = StoreLayout.RequestFolder(User) + '/';
        foreach (var path in Journal.Files.Keys)
        {
            var name = Path.GetFileName(path);
            if (path.StartsWith(requests, StringComparison.Ordinal) || !StoreLayout.TryParseRequest(name, out _))
                Take(name);
        }
    }
}
