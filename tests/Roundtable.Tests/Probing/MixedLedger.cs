using System.Collections.Concurrent;

namespace Roundtable.Tests.Probing;

/// <summary>What the server acknowledged to any of many clients at once, and therefore owes.</summary>
internal sealed class MixedLedger
{
    private readonly ConcurrentDictionary<string, Known> _conversations = new();
    private readonly ConcurrentDictionary<string, string> _shown = new();
    private readonly ConcurrentDictionary<int, int> _statuses = new();
    private string[] _paths = [];
    private (string Conversation, string Reply)[] _replies = [];

    /// <summary>For whoever wants to know.</summary>
    public string Figures =>
        string.Join(", ", _statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} × {pair.Key}"))
        + $"; {_conversations.Count} conversations, {_conversations.Values.Count(known => known.IsDeleted)} deleted, "
        + $"{_conversations.Values.Sum(known => known.Messages.Count)} messages, {_shown.Count} replies followed to their ends";

    /// <summary>Paths of all that were created.</summary>
    public IReadOnlyCollection<string> Conversations => [.. _conversations.Keys];

    /// <summary>What followers saw of each reply to its end.</summary>
    public IReadOnlyDictionary<string, string> Shown => _shown;

    public void Answered(int status) => _statuses.AddOrUpdate(status, 1, (_, count) => count + 1);

    public void Created(string conversation)
    {
        Assert.True(_conversations.TryAdd(conversation, new Known()), "An id was given out twice.");
        lock (_conversations)
            _paths = [.. _paths, conversation];
    }

    public void Said(string conversation, string message, string content) =>
        Assert.True(_conversations[conversation].Messages.TryAdd(message, content), "A message's id was given out twice.");

    public void Begun(string conversation, string reply)
    {
        Assert.True(_conversations[conversation].Messages.TryAdd(reply, null), "A reply's id was given out twice.");
        lock (_conversations)
            _replies = [.. _replies, (conversation, reply)];
    }

    public void Followed(string reply, string text) => Assert.Equal(text, _shown.GetOrAdd(reply, text));

    public void DeletionBegins(string conversation) => _conversations[conversation].IsDeletionBegun = true;

    public void Deleted(string conversation) => _conversations[conversation].IsDeleted = true;

    /// <summary>Whether it may be gone.</summary>
    public bool MayBeGone(string conversation) => _conversations[conversation].IsDeletionBegun;

    public bool IsGone(string conversation) => _conversations[conversation].IsDeleted;

    /// <summary>Every message by its path; null: a reply, whose text is not known.</summary>
    public IReadOnlyDictionary<string, string?> Messages(string conversation) => _conversations[conversation].Messages;

    public string AnyConversation(Random random)
    {
        var paths = Volatile.Read(ref _paths);
        return paths[random.Next(paths.Length)];
    }

    /// <summary>Null: there is none yet.</summary>
    public (string Conversation, string Reply)? AnyReply(Random random)
    {
        var replies = Volatile.Read(ref _replies);
        return replies.Length == 0 ? null : replies[random.Next(replies.Length)];
    }

    private sealed class Known
    {
        public ConcurrentDictionary<string, string?> Messages { get; } = new();

        public volatile bool IsDeletionBegun;

        public volatile bool IsDeleted;
    }
}
