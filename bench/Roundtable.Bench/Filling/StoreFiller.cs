namespace Roundtable.Bench.Filling;

/// <summary>Fills a store with conversations as people have them, many at once.</summary>
internal sealed class StoreFiller(IConversationStore store)
{
    private const int AtOnce = 200;
    private const int BundleTokens = 20;
    private const int BundlesPerChunk = 3;
    private static readonly string Text = string.Concat(Enumerable.Repeat(" word", BundleTokens));

    /// <summary>What a person says each time.</summary>
    public string Question { get; init; } = "Go on, please.";

    /// <summary>So much text as a bundle holds, for each of so many.</summary>
    public static string TextOf(int bundles) => string.Concat(Enumerable.Repeat(Text, bundles));

    /// <summary>Bytes of what a turn says: question and reply.</summary>
    public int TextBytes(int replyBundles) => Question.Length + (replyBundles * Text.Length);

    /// <summary>A user with so many conversations.</summary>
    public async Task<UserId> FillAsync(int conversations, int turns, int replyBundles)
    {
        var user = (await store.AddUserAsync("Bench", CancellationToken.None)).Id;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, conversations),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (number, _) =>
            {
                var id = await CreateAsync(user, $"Number {number}");
                for (var turn = 0; turn < turns; turn++)
                    await TurnAsync(id, replyBundles);
            }
        );
        return user;
    }

    public async Task<ConversationId> CreateAsync(UserId user, string title)
    {
        var facts = new ConversationFacts { Title = title };
        return (await store.CreateConversationAsync(user, facts, CancellationToken.None))!.Id;
    }

    /// <summary>Messages of a person alone, many at once.</summary>
    public Task SayAsync(ConversationId id, int messages) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, messages),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (_, cancellationToken) => await store.BeginTurnAsync(id, NewTurn(id.User), cancellationToken)
        );

    /// <summary>Opens a reply that nobody ends.</summary>
    public async Task<MessageId> OpenAsync(ConversationId id) =>
        (
            await store.BeginTurnAsync(
                id,
                NewTurn(id.User, new NewReply("sage", "model", RoutedBy.Default)),
                CancellationToken.None
            )
        )!.Replies[0];

    /// <summary>A question and its whole reply.</summary>
    public async Task TurnAsync(ConversationId id, int replyBundles)
    {
        var reply = await OpenAsync(id);
        for (var number = 0; number < replyBundles; number++)
            await store.AppendBundleAsync(Bundle(reply, number), CancellationToken.None);
        await store.EndMessageAsync(reply, new MessageEnd(FinishReason.Stop), CancellationToken.None);
    }

    /// <summary>The bundle with this number, from 0 on: 20 tokens, three to a chunk.</summary>
    public static Bundle Bundle(MessageId reply, int number) =>
        new()
        {
            MessageId = reply,
            Seq = (number / BundlesPerChunk) + 1,
            Offset = number * Text.Length,
            Tokens = Text,
            TokenCount = BundleTokens,
            Timestamp = DateTimeOffset.UnixEpoch,
            ClosesChunk = number % BundlesPerChunk == BundlesPerChunk - 1,
        };

    private NewTurn NewTurn(UserId author, params NewReply[] replies) =>
        new()
        {
            AuthorId = author,
            Content = Question,
            TokenCount = Question.Length / 5,
            Replies = replies,
        };
}
