namespace Roundtable.Tests.Searching;

/// <summary>Somebody who says and takes back things, and what of it was touched since.</summary>
internal sealed class ChangingUser(VolumesUnderTest volumes, UserId id)
{
    private static readonly string[] Texts =
    [
        "rome",
        "rome paris",
        "paris",
        "rome rome and more of it than of anything else",
        "much about paris and, in so many other words, of nothing but rome",
        string.Concat(Enumerable.Repeat("a very long way to rome ", 400)),
    ];

    private readonly List<ConversationId> _conversations = [];
    private readonly List<MessageId> _open = [];
    private readonly HashSet<string> _touched = [];
    private readonly HashSet<ConversationId> _changed = [];
    private readonly HashSet<ConversationId> _deleted = [];

    public UserId Id => id;

    public void Forget()
    {
        _touched.Clear();
        _changed.Clear();
        _deleted.Clear();
    }

    /// <summary>Whether a hit is what it was when it was forgotten what was done before.</summary>
    public bool IsUntouched(string hit, bool isOneEach)
    {
        var conversation = ConversationId.Parse(string.Join('-', hit.Split('-').Take(2)), null);
        return !_deleted.Contains(conversation) && !(isOneEach ? _changed.Contains(conversation) : _touched.Contains(hit));
    }

    public async Task DoAsync((int What, int Which, int Text) act)
    {
        var text = Texts[act.Text % Texts.Length];
        if (_conversations.Count == 0 || act.What < 3)
        {
            var facts = new ConversationFacts { Title = text.Length > 100 ? "" : text };
            var created = await volumes.Store.CreateConversationAsync(id, facts, CancellationToken.None);
            Touch(created!.Id, $"{created.Id}");
            _conversations.Add(created.Id);
            return;
        }

        var conversation = _conversations[act.Which % _conversations.Count];
        switch (act.What)
        {
            case < 13:
                Touch(conversation, $"{await volumes.SayAsync(conversation, text)}");
                break;
            case < 15:
                _open.Add(await volumes.OpenReplyAsync(conversation, text[..Math.Min(text.Length, 1_000)]));
                Touch(conversation, $"{_open[^1]}");
                break;
            case 15:
                await RenameAsync(conversation, text.Length > 100 ? "" : text);
                break;
            case 16:
                await DeleteAsync(conversation);
                break;
            case 17:
                await EndAsync(act.Which);
                break;
            default:
                await volumes.ReopenAsync();
                break;
        }
    }

    /// <summary>All replies end with the store that they are written to.</summary>
    public void LoseOpen()
    {
        _open.ForEach(reply => Touch(reply.Conversation, $"{reply}"));
        _open.Clear();
    }

    private void Touch(ConversationId conversation, string hit)
    {
        _changed.Add(conversation);
        _touched.Add(hit);
    }

    private async Task RenameAsync(ConversationId conversation, string title)
    {
        var facts = new ConversationFacts { Title = title };
        await volumes.Store.ChangeConversationAsync(conversation, facts, id, null, CancellationToken.None);
        Touch(conversation, $"{conversation}");
    }

    private async Task DeleteAsync(ConversationId conversation)
    {
        await volumes.Store.DeleteConversationAsync(conversation, id, CancellationToken.None);
        _deleted.Add(conversation);
        _conversations.Remove(conversation);
        _open.RemoveAll(reply => reply.Conversation == conversation);
    }

    private async Task EndAsync(int which)
    {
        if (_open.Count == 0)
            return;
        var reply = _open[which % _open.Count];
        await volumes.Store.EndMessageAsync(reply, new MessageEnd(FinishReason.Stop), CancellationToken.None);
        Touch(reply.Conversation, $"{reply}");
        _open.Remove(reply);
    }
}
