namespace Roundtable.Tests.Contract;

public abstract class TurnContract<TStorage, TStore> : ConversationStoreContract<TStorage, TStore>
    where TStorage : StorageUnderTest<TStore>, new()
    where TStore : IConversationStore
{
    [Fact]
    public async Task A_turn_is_a_message_and_its_open_replies()
    {
        var turn = (await Store.BeginTurnAsync(Conversation, Question(agents: 3, content: "Grüße 🌍\0"), Cancellation))!;

        Assert.Equal([2, 3, 4], turn.Replies.Select(reply => reply.Number));
        Assert.Equal((1, "Grüße 🌍\0", User.Id), (turn.Message.Id.Number, turn.Message.Content, turn.Message.AuthorId));
        Assert.Equal((MessageStatus.Complete, FinishReason.Stop), (turn.Message.Status, turn.Message.FinishReason));
        Assert.Equal([2, 3, 4], turn.Conversation.Open.Select(reply => reply.Number));
        Assert.Equal(4, turn.Conversation.MessageCount);
        Assert.Equivalent(turn.Conversation, await FindAsync());
    }

    [Fact]
    public async Task A_message_that_asks_nobody_opens_nothing()
    {
        var turn = await AskAsync(agents: 0);

        Assert.Empty(turn.Replies);
        Assert.Empty(turn.Conversation.Open);
        Assert.Equal(1, turn.Conversation.MessageCount);
    }

    [Fact]
    public async Task Every_message_has_a_tag_and_a_change_of_its_own()
    {
        var turn = await AskAsync(agents: 3);
        var chunks = new List<MessageChunk>();
        foreach (var id in turn.Replies.Prepend(turn.Message.Id))
            chunks.Add((await ChunksAsync(id))[0].Chunk!);

        Assert.Equal(4, chunks.Select(chunk => chunk.Tag).Distinct().Count());
        var first = chunks[0].Change!.Value;
        Assert.Equal([first, first + 1, first + 2, first + 3], chunks.Select(chunk => chunk.Change!.Value));
        Assert.Equal(first + 3, turn.Conversation.Change);
    }

    [Fact]
    public async Task An_opening_says_who_answers_what_and_why()
    {
        var turn = await AskAsync();

        var opening = Assert.Single(await ChunksAsync(turn.Replies[0])).Chunk!;

        Assert.Equal((0, "", MessageStatus.Streaming), (opening.Seq, opening.Tokens, opening.Status));
        Assert.Equal(("agent-1", "m", RoutedBy.Mention), (opening.AgentId, opening.Model, opening.RoutedBy));
        Assert.Equal(turn.Message.Id, opening.ReplyTo);
    }

    [Fact]
    public async Task Sixty_four_replies_may_be_open_and_not_one_more()
    {
        await AskAsync(agents: 40);
        var turn = await AskAsync(agents: 24);

        var refusal = await Assert.ThrowsAsync<TooManyRepliesException>(() => AskAsync(agents: 1));

        Assert.Equal(Conversation, refusal.Conversation);
        Assert.Equal((66, 64), ((await FindAsync()).MessageCount, (await FindAsync()).Open.Count));
        Assert.Equal(67, (await AskAsync(agents: 0)).Message.Id.Number);
        await EndAsync(turn.Replies[0]);
        Assert.Equal(69, (await AskAsync(agents: 1)).Replies[0].Number);
    }

    [Fact]
    public async Task A_turn_of_more_than_64_replies_is_refused_whole()
    {
        await Assert.ThrowsAsync<TooManyRepliesException>(() => AskAsync(agents: 65));

        Assert.Equal(0, (await FindAsync()).MessageCount);
    }

    [Fact]
    public async Task A_message_may_answer_any_message_of_its_conversation()
    {
        var reply = await OpenReplyAsync();

        var turn = await Store.BeginTurnAsync(Conversation, Question(replyTo: reply), Cancellation);

        Assert.Equal(reply, turn!.Message.ReplyTo);
        Assert.Equal(reply, (await ChunksAsync(turn.Message.Id))[0].Chunk!.ReplyTo);
    }

    [Fact]
    public async Task A_message_answers_none_that_is_not_there_or_not_of_its_conversation()
    {
        var elsewhere = await CreateAsync("Elsewhere");
        var there = await AskAsync(id: elsewhere.Id);

        foreach (var id in new[] { there.Message.Id, new MessageId(Conversation, 1), new MessageId(Conversation, 99) })
        {
            await Assert.ThrowsAsync<ArgumentException>(async () =>
                await Store.BeginTurnAsync(Conversation, Question(replyTo: id), Cancellation)
            );
        }

        Assert.Equal(0, (await FindAsync()).MessageCount);
    }

    [Fact]
    public async Task A_lone_surrogate_is_refused_before_anything_is_stored()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Store.BeginTurnAsync(Conversation, Question(content: "\uD83C"), Cancellation)
        );

        Assert.Equal(0, (await FindAsync()).MessageCount);
    }

    [Fact]
    public async Task Cancelling_stops_the_waiting_and_never_half_a_write()
    {
        for (var round = 0; round < 200; round++)
        {
            using var cancelling = new CancellationTokenSource();
            var turn = Store.BeginTurnAsync(Conversation, Question(agents: 2), cancelling.Token).AsTask();
            await cancelling.CancelAsync();
            await turn.ContinueWith(_ => { }, Cancellation, TaskContinuationOptions.None, TaskScheduler.Default);
            var last = (await AskAsync(agents: 0)).Conversation;
            foreach (var reply in last.Open)
                await EndAsync(new MessageId(Conversation, reply.Number));
            Assert.Equal(0, last.Open.Count % 2);
        }
    }
}
