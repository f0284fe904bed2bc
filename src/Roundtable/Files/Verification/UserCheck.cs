using System.Runtime.ExceptionServices;
using Roundtable.Stored;
using Roundtable.Verification;

namespace Roundtable.Files.Verification;

/// <summary>Judges one user's folder: the profile, then conversation by conversation.</summary>
internal sealed class UserCheck(UserId id, string folder, VerificationLog log)
{
    private const int BatchCount = 256;

    /// <summary>Each may hold a sealed file.</summary>
    private const int AtOnceMax = 4;

    private readonly SortedDictionary<int, ConversationNames> _conversations = [];
    private readonly SortedSet<int> _revisions = [];

    /// <param name="only">The conversations to look at; null: all of them.</param>
    public void Run(KnownLosses losses, IReadOnlySet<ConversationId>? only)
    {
        List();
        foreach (var path in new[] { StoreLayout.ConversationFolder(id), StoreLayout.MessageFolder(id) })
        {
            foreach (var name in losses.NamesIn(path))
                Take(name);
        }

        CheckProfile();
        log.Conversations += _conversations.Count;
        foreach (
            var batch in _conversations
                .Where(conversation => only?.Contains(new ConversationId(id, conversation.Key)) != false)
                .Chunk(BatchCount)
        )
            CheckConversations(batch);
    }

    /// <summary>On as many processors as there are, and no more than four; what is found stands in the order of the conversations.</summary>
    private void CheckConversations(KeyValuePair<int, ConversationNames>[] conversations)
    {
        var parts = new VerificationLog[conversations.Length];
        try
        {
            Parallel.For(
                0,
                conversations.Length,
                new ParallelOptions { MaxDegreeOfParallelism = Math.Min(AtOnceMax, Environment.ProcessorCount) },
                i =>
                    new ConversationCheck(
                        new ConversationId(id, conversations[i].Key),
                        conversations[i].Value,
                        parts[i] = log.Part()
                    ).Run()
            );
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }

        foreach (var part in parts)
            log.Join(part);
    }

    /// <summary>Messages are listed before sealed files: what is sealed in between is in both lists, not in neither.</summary>
    private void List()
    {
        var (user, data) = (StoreLayout.UserFolder(id), $"{StoreLayout.UserFolder(id)}/data");
        var (conversations, messages) = (StoreLayout.ConversationFolder(id), StoreLayout.MessageFolder(id));
        Walk(user, name => name == "data" || TakeProfile(name));
        if (!IsFolder(data))
            return;
        Walk(data, name => name is "conversations" or "requests");
        Walk(StoreLayout.RequestFolder(id), TakeRequest);
        if (!IsFolder(conversations))
            return;
        Walk(messages, name => StoreLayout.TryParseMessage(name, out _, out _) && Take(name));
        Walk(conversations, name => name == "messages" || (!StoreLayout.TryParseMessage(name, out _, out _) && Take(name)));
    }

    /// <summary>Whether there is a folder that is no symbolic link.</summary>
    private bool IsFolder(string path) => new DirectoryInfo(Path.Combine(folder, path)) is { Exists: true, LinkTarget: null };

    private void Walk(string path, Predicate<string> take)
    {
        foreach (var entry in FolderEntry.In(Path.Combine(folder, path)))
        {
            if (!take(entry.Name))
                log.Note($"{path}/{entry.Name}", "It is passed over.");
            else if (entry is { IsLink: true, Name: "data" or "conversations" or "messages" })
                log.Find($"{path}/{entry.Name}", Finding.Link, "It is not followed: what is behind it is not served.");
        }
    }

    private bool TakeRequest(string name)
    {
        const string Cost = "The request would be done again if it came again.";
        if (!StoreLayout.TryParseRequest(name, out var key))
            return false;
        var path = StoreLayout.Request(id, key);
        if (log.Read(path, Cost) is { } bytes && RequestFile.Decode(bytes, id, key) is null)
            log.Find(path, ReasonOf(bytes), Cost);
        return true;
    }

    private bool TakeProfile(string name)
    {
        var isProfile = StoreLayout.TryParseUser(name, out var revision);
        if (isProfile)
            _revisions.Add(revision);
        return isProfile;
    }

    private bool Take(string name) => ConversationNames.TryAdd(_conversations, id, name);

    private void CheckProfile()
    {
        if (_revisions.Count == 0 && _conversations.Count == 0)
        {
            log.Note(StoreLayout.UserFolder(id), "A user that was never finished: no profile, no conversation.");
            return;
        }

        const string Cost = "What the user is called from then on is not known.";
        log.Users++;
        for (var revision = 1; revision <= Math.Max(1, _revisions.Max); revision++)
        {
            var path = StoreLayout.User(id, revision);
            if (log.Read(path, Cost) is not { } bytes)
            {
                if (!log.HasFound(path))
                    log.Find(path, Finding.Missing, Cost);
            }
            else if (UserFile.Decode(bytes, id, revision) is null)
                log.Find(path, ReasonOf(bytes), Cost);
        }
    }

    private static string ReasonOf(ReadOnlySpan<byte> bytes)
    {
        if (!ChecksummedJson.IsSound(bytes))
            return Finding.Checksum;
        return StoredVersion.IsAnother(bytes) ? Finding.Version : Finding.Foreign;
    }
}
