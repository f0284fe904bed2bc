namespace Roundtable.Tests.Contract;

public abstract class DeleteContract<TStorage, TStore> : ConversationStoreContract<TStorage, TStore>
    where TStorage : StorageUnderTest<TStore>, new()
    where TStore : IConversationStore
{
    [Fact]
    public async Task Of_a_deleted_conversation_nothing_is_found_by_any_read_also_after_a_restart()
    {
        var turn = await AskAsync();
        await AppendAsync(turn.Replies[0], "Because.", 0);
        await EndAsync(turn.Replies[0]);

        Assert.True(await DeleteAsync());

        await AssertGoneAsync(turn);
        await ReopenAsync();
        await AssertGoneAsync(turn);
    }

    [Fact]
    public async Task An_open_reply_ends_with_its_conversation()
    {
        var reply = await OpenReplyAsync();
        await AppendAsync(reply, "one ", 0);

        await DeleteAsync();

        await Assert.ThrowsAsync<MessageNotOpenException>(async () => await AppendAsync(reply, "two", 4));
        Assert.False(await EndAsync(reply));
        await ReopenAsync();
        Assert.Null(await Store.FindMessageAsync(reply, Cancellation));
    }

    [Fact]
    public async Task The_number_of_a_deleted_conversation_is_never_given_out_again()
    {
        await DeleteAsync();
        Assert.Equal(2, (await CreateAsync("Next")).Id.Number);
        await Store.DeleteConversationAsync(new ConversationId(User.Id, 2), User.Id, Cancellation);
        await ReopenAsync();

        Assert.Equal(3, (await CreateAsync("Next but one")).Id.Number);
    }

    [Fact]
    public async Task It_is_deleted_once_and_what_never_was_is_not_deleted()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(DeleteAsync)));

        Assert.Single(answers, true);
        Assert.False(await Store.DeleteConversationAsync(new ConversationId(User.Id, 9), User.Id, Cancellation));
        Assert.False(await Store.DeleteConversationAsync(new ConversationId(new UserId(9), 1), User.Id, Cancellation));
    }

    [Fact]
    public async Task Whoever_writes_while_it_is_deleted_has_written_before_or_finds_nothing()
    {
        for (var round = 0; round < 50; round++)
        {
            var id = (await CreateAsync($"{round}")).Id;
            var turns = Enumerable.Range(0, 4).Select(_ => Task.Run(() => TryAskAsync(id)));
            var deleted = Task.Run(() => Store.DeleteConversationAsync(id, User.Id, Cancellation).AsTask());

            await Task.WhenAll([.. turns, deleted]);

            Assert.True(await deleted);
            Assert.Null(await TryAskAsync(id));
            Assert.Null(await Store.FindMessageAsync(new MessageId(id, 1), Cancellation));
        }
    }

    [Fact]
    public async Task Whoever_replaces_a_reply_while_it_is_deleted_has_done_so_before_or_finds_nothing()
    {
        for (var round = 0; round < 100; round++)
        {
            var id = (await CreateAsync($"{round}")).Id;
            var reply = (await Store.BeginTurnAsync(id, Question(1), Cancellation))!.Replies[0];
            await EndAsync(reply);
            var replaced = Enumerable
                .Range(0, 8)
                .Select(_ => Task.Run(() => Store.ReplaceReplyAsync(reply, Another, null, Cancellation).AsTask()));

            await Task.WhenAll([.. replaced, Task.Run(() => Store.DeleteConversationAsync(id, User.Id, Cancellation).AsTask())]);

            Assert.Null(await Store.ReplaceReplyAsync(reply, Another, null, Cancellation));
        }
    }

    [Fact]
    public async Task Changes_name_each_conversation_once_in_the_order_of_its_last_change_and_the_deleted_ones_among_them()
    {
        var others = new List<ConversationId>();
        for (var i = 0; i < 4; i++)
            others.Add((await CreateAsync($"{i}")).Id);
        await AskAsync(agents: 0);
        await Store.DeleteConversationAsync(others[1], User.Id, Cancellation);
        await Store.ChangeConversationAsync(others[0], new ConversationFacts { Title = "Last" }, User.Id, null, Cancellation);

        var changes = await ChangesAsync(0);
        Assert.Equal([others[2], others[3], Conversation, others[1], others[0]], changes.Select(change => change.Id));
        Assert.Equal(changes.Select(change => change.Change).Order(), changes.Select(change => change.Change));
        Assert.Null(changes[3].Conversation);
        Assert.Equal("Last", changes[4].Conversation!.Title);
        Assert.Equal(changes.Take(2).Select(change => change.Id), (await ChangesAsync(0, limit: 2)).Select(change => change.Id));
        Assert.Equal([others[1], others[0]], (await ChangesAsync(changes[2].Change)).Select(change => change.Id));
        Assert.Empty(await ChangesAsync(changes[4].Change));

        await ReopenAsync();
        Assert.Equal(changes.Select(change => change.Change), (await ChangesAsync(0)).Select(change => change.Change));
        Assert.Empty(await Store.ListChangesAsync(new UserId(9), 0, 10, Cancellation));
    }

    [Fact]
    public async Task The_newest_change_up_to_a_number_is_found_deleted_or_not_and_says_when_it_was()
    {
        var other = (await CreateAsync("Other")).Id;
        await Store.DeleteConversationAsync(other, User.Id, Cancellation);
        await AskAsync(agents: 0);
        var changes = await ChangesAsync(0);

        Assert.Equal([other, Conversation], changes.Select(change => change.Id));
        Assert.Equal(changes[1].Conversation!.UpdatedAt, changes[1].At);
        Assert.True(changes[0].At <= changes[1].At && changes[0].At > DateTimeOffset.UnixEpoch);
        await AssertFoundAsync();
        await ReopenAsync();
        await AssertFoundAsync();

        async Task AssertFoundAsync()
        {
            foreach (var (atMost, expected) in new[] { (long.MaxValue, 1), (changes[1].Change, 1), (changes[1].Change - 1, 0) })
            {
                var found = await Store.FindChangeAsync(User.Id, atMost, Cancellation);
                Assert.Equal((changes[expected].Id, changes[expected].At), (found!.Id, found.At));
                Assert.Equal(expected == 0, found.Conversation is null);
            }

            Assert.Null(await Store.FindChangeAsync(User.Id, changes[0].Change - 1, Cancellation));
            Assert.Null(await Store.FindChangeAsync(new UserId(9), long.MaxValue, Cancellation));
        }
    }

    private static NewReply Another { get; } = new("agent-1", "m", RoutedBy.List);

    private Task<bool> DeleteAsync() => Store.DeleteConversationAsync(Conversation, User.Id, Cancellation).AsTask();

    private async Task<Turn?> TryAskAsync(ConversationId id) => await Store.BeginTurnAsync(id, Question(0), Cancellation);

    private async Task<IReadOnlyList<ConversationChange>> ChangesAsync(long after, int limit = 100) =>
        await Store.ListChangesAsync(User.Id, after, limit, Cancellation);

    private async Task AssertGoneAsync(Turn turn)
    {
        Assert.Null(await Store.FindConversationAsync(Conversation, Cancellation));
        Assert.Empty(await Store.ListConversationsAsync(User.Id, new ConversationQuery(10), Cancellation));
        foreach (var id in turn.Replies.Append(turn.Message.Id))
        {
            Assert.Null(await Store.FindMessageAsync(id, Cancellation));
            Assert.Empty(await ChunksAsync(id));
        }

        Assert.Null(await Store.ChangeConversationAsync(Conversation, new ConversationFacts(), User.Id, null, Cancellation));
        Assert.Null(await TryAskAsync(Conversation));
        Assert.False(await DeleteAsync());
    }
}
