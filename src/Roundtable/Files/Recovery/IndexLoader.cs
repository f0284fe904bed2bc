using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Roundtable.Disk;
using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Files.Sealing;
using Roundtable.Files.Verification;
using Roundtable.Stored;

namespace Roundtable.Files.Recovery;

/// <summary>
/// Builds the index from what is in the folders, several conversations at a time. Files that the product did not write are
/// passed over.
/// </summary>
internal sealed class IndexLoader(JournalSetup setup, IReadOnlyDictionary<MessageId, LiveReply> live, TimeProvider time)
{
    /// <summary>
    /// What cannot be read may have had the newest number of a change: so many are passed over, that none is given out twice.
    /// </summary>
    private const long ChangesOverDamage = 1 << 20;

    /// <summary>By the clock, which may jump; while the store is open they are kept by one that does not.</summary>
    private static readonly TimeSpan RequestsKeptFor = TimeSpan.FromHours(48);

    private readonly IDisk _disk = setup.Disk;
    private readonly ConversationLoader _conversations = new(setup.Disk, setup.Folder, live, setup.Logger);
    private readonly KnownLosses _losses = KnownLosses.Read(setup.Disk, setup.Folder);

    /// <summary>Messages with loose files beside the sealed one that holds them.</summary>
    public IReadOnlyCollection<(SealedFile Sealed, MessageId Id)> Leftovers => _conversations.Leftovers;

    /// <summary>Files that are still below a tombstone, and answers that were kept long enough.</summary>
    public IReadOnlyCollection<Removal> Deleted => _conversations.Deleted;

    public StoreIndex Load()
    {
        var index = new StoreIndex();
        foreach (var name in _disk.List(Path.Combine(setup.Folder, StoreLayout.Users)))
        {
            if (UserId.TryParse(name, null, out var user) && IsReached(StoreLayout.ConversationFolder(user)))
                Load(index.FindOrAdd(user));
        }

        // A hole in the journal may have swallowed the end of a reply that has one in its files.
        foreach (
            var (id, reply) in live.Where(reply => index.Find(reply.Key.Conversation)?.Open.ContainsKey(reply.Key.Number) == true)
        )
            index.Live.Add(id, reply);
        return index;
    }

    /// <summary>A symbolic link on the way is not followed.</summary>
    private bool IsReached(string path)
    {
        var folders = path.Split('/');
        return Enumerable
            .Range(2, folders.Length - 2)
            .All(depth => _disk.List(Path.Combine([setup.Folder, .. folders[..depth]])).Contains(folders[depth]));
    }

    private void Load(UserEntry user)
    {
        var isWhole = true;
        ForEach(
            Names(user.Id),
            conversation =>
            {
                var entry = user.FindOrAdd(conversation.Key);
                if (!_conversations.TryLoad(user, entry, conversation.Value))
                    Volatile.Write(ref isWhole, false);
            }
        );
        foreach (var conversation in user.Conversations())
            Prepare(user, conversation);
        LoadRequests(user);
        if (!isWhole)
            user.PreparedChange += ChangesOverDamage;
    }

    /// <summary>One that is damaged is forgotten: its request would be done again.</summary>
    private void LoadRequests(UserEntry user)
    {
        var answers = new ConcurrentBag<RequestFile>();
        ForEach(
            _disk.List(Path.Combine(setup.Folder, StoreLayout.RequestFolder(user.Id))),
            name =>
            {
                if (StoreLayout.TryParseRequest(name, out var key) && _conversations.ReadRequest(user.Id, key) is { } answer)
                    answers.Add(answer);
            }
        );
        foreach (var answer in answers.OrderBy(answer => answer.Timestamp))
        {
            user.Requests.Add(answer, time);
            if (answer.Timestamp > time.GetUtcNow() - RequestsKeptFor)
                continue;
            var path = StoreLayout.Request(user.Id, answer.Key);
            _conversations.Deleted.Add(new Removal(null, [path], () => user.Requests.Forget(answer)));
        }
    }

    private void ForEach<T>(IEnumerable<T> items, Action<T> load)
    {
        try
        {
            var degree = setup.RunsByHand ? 1 : Environment.ProcessorCount;
            Parallel.ForEach(items, new ParallelOptions { MaxDegreeOfParallelism = degree }, load);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }

    private Dictionary<int, ConversationNames> Names(UserId user)
    {
        var folder = StoreLayout.ConversationFolder(user);
        var messages = StoreLayout.MessageFolder(user);
        var conversations = new Dictionary<int, ConversationNames>();
        var names = Names(folder);
        // Not through a symbolic link.
        if (names.Contains(Path.GetFileName(messages)))
            names.AddRange(Names(messages));
        foreach (var name in names)
            ConversationNames.TryAdd(conversations, user, name);
        return conversations;
    }

    /// <summary>What is there, and what is known to be lost: it keeps its numbers.</summary>
    private List<string> Names(string path) => [.. _disk.List(Path.Combine(setup.Folder, path)), .. _losses.NamesIn(path)];

    private static void Prepare(UserEntry user, ConversationEntry entry)
    {
        user.PreparedConversationCount = Math.Max(user.PreparedConversationCount, entry.Id.Number);
        user.PreparedChange = Math.Max(user.PreparedChange, entry.Change);
        entry.Prepared.Facts = entry.Facts;
        entry.Prepared.MessageCount = entry.MessageCount;
        foreach (var (number, reply) in entry.Open)
            entry.Prepared.Open.Add(number, PreparedReply.Of(reply));
    }
}
