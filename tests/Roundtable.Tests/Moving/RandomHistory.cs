using System.Text;
using Roundtable.Tests.Probing;

namespace Roundtable.Tests.Moving;

/// <summary>
/// Makes a store hold everything that one can: users, revisions, tombstones, turns with and without replies, replaced replies,
/// every end, every kind of text, idempotency keys; and what is being said at this moment.
/// </summary>
internal sealed class RandomHistory(IConversationStore store, Random random)
{
    private static readonly FinishReason[] Reasons = Enum.GetValues<FinishReason>();
    private readonly AnyText _texts = new(random);
    private readonly List<MessageId> _open = [];
    private readonly List<UserId> _users = [];
    private readonly List<ConversationId> _conversations = [];
    private readonly DateTimeOffset _start = new(2026, 11, 23, 2, 0, 0, TimeSpan.Zero);
    private int _steps;

    public IReadOnlyList<ConversationId> Conversations => _conversations;

    public IReadOnlyList<UserId> Users => _users;

    /// <summary>Goes on with it; more than once, if one likes.</summary>
    /// <param name="endsAll">Whether nothing is left open.</param>
    public async Task WriteAsync(int conversations, bool endsAll)
    {
        if (_users.Count == 0)
            await AddUserAsync();
        for (var count = 0; count < conversations; count++)
        {
            if (random.Next(20) == 0)
                await AddUserAsync();
            await CreateAsync();
            for (var steps = random.Next(8); steps > 0; steps--)
                await StepAsync();
        }

        while (endsAll && _open.Count > 0)
            await EndAsync(_open[^1]);
    }

    private async Task AddUserAsync() =>
        _users.Add((await store.AddUserAsync($"Person {_users.Count + 1} 🌍", CancellationToken.None)).Id);

    private async Task CreateAsync()
    {
        var owner = _users[random.Next(_users.Count)];
        var created = await store.CreateConversationAsync(owner, Facts(), Key(), CancellationToken.None);
        _conversations.Add(created!.Conversation.Id);
    }

    private async Task StepAsync()
    {
        var id = _conversations[random.Next(_conversations.Count)];
        var conversation = await store.FindConversationAsync(id, CancellationToken.None);
        if (conversation is null)
            return;
        switch (random.Next(12))
        {
            case 0:
                await store.ChangeConversationAsync(id, Facts(), id.User, null, CancellationToken.None);
                break;
            case 1 when random.Next(3) == 0:
                await store.DeleteConversationAsync(id, id.User, CancellationToken.None);
                _open.RemoveAll(message => message.Conversation == id);
                break;
            case 2 or 3 when _open.Count > 0:
                await EndAsync(_open[random.Next(_open.Count)]);
                break;
            case 4 when conversation.MessageCount > 0:
                await ReplaceAsync(new MessageId(id, random.Next(1, conversation.MessageCount + 1)));
                break;
            default:
                await TurnAsync(id);
                break;
        }
    }

    private async Task TurnAsync(ConversationId id)
    {
        var replies = Enumerable.Range(1, random.Next(4)).Select(number => new NewReply($"agent{number}", Model(), RoutedBy()));
        var turn = new NewTurn
        {
            AuthorId = id.User,
            Content = _texts.Next(random.Next(30)),
            TokenCount = random.Next(100),
            Key = Key(),
            Replies = [.. replies],
        };
        foreach (var reply in (await store.BeginTurnAsync(id, turn, CancellationToken.None))!.Replies)
            await SpeakAsync(reply);
    }

    private async Task ReplaceAsync(MessageId id)
    {
        var state = await store.FindMessageAsync(id, CancellationToken.None);
        if (state is not { Role: MessageRole.Agent, Status: MessageStatus.Complete })
            return;
        var turn = await store.ReplaceReplyAsync(id, new NewReply("agent9", null, RoutedBy()), Key(), CancellationToken.None);
        await SpeakAsync(turn!.Replies[0]);
    }

    private async Task SpeakAsync(MessageId id)
    {
        _open.Add(id);
        var (offset, seq) = (0, 1);
        for (var bundles = random.Next(9); bundles > 0; bundles--)
        {
            var text = _texts.Next(random.Next(1, 12));
            var bundle = new Bundle
            {
                MessageId = id,
                Seq = seq,
                Offset = offset,
                Tokens = text,
                TokenCount = random.Next(1, 21),
                Timestamp = _start.AddMilliseconds(++_steps),
                ClosesChunk = random.Next(3) == 0,
            };
            await store.AppendBundleAsync(bundle, CancellationToken.None);
            offset += text.Length;
            seq += bundle.ClosesChunk || random.Next(4) == 0 ? 1 : 0;
        }

        if (random.Next(4) > 0)
            await EndAsync(id);
    }

    private async Task EndAsync(MessageId id)
    {
        var reason = Reasons[random.Next(Reasons.Length)];
        var error = reason == FinishReason.Error ? new MessageError("provider-failed", _texts.Next(5)) : null;
        await store.EndMessageAsync(id, new MessageEnd(reason, error), CancellationToken.None);
        _open.Remove(id);
    }

    private ConversationFacts Facts() =>
        new()
        {
            Title = _texts.Next(random.Next(8)),
            Participants = [.. Enumerable.Range(1, random.Next(4)).Select(number => $"agent{number}")],
            Metadata = Enumerable.Range(1, random.Next(3)).ToDictionary(number => $"key {number}", _ => _texts.Next(4)),
            Archived = random.Next(6) == 0,
        };

    private RequestKey? Key() =>
        random.Next(3) == 0 ? RequestKey.Of("test", $"{random.NextInt64()}", Encoding.UTF8.GetBytes($"{_steps}")) : null;

    private string? Model() => random.Next(3) == 0 ? null : "some/model:1";

    private RoutedBy RoutedBy() => Enum.GetValues<RoutedBy>()[random.Next(Enum.GetValues<RoutedBy>().Length)];
}
