namespace Roundtable.Tests.Contract;

public abstract class ListContract<TStorage, TStore> : ConversationStoreContract<TStorage, TStore>
    where TStorage : StorageUnderTest<TStore>, new()
    where TStore : IConversationStore
{
    [Fact]
    public async Task The_latest_activity_comes_first_whatever_it_was()
    {
        var ids = new List<ConversationId> { Conversation };
        for (var i = 0; i < 4; i++)
            ids.Add((await CreateAsync($"{i}")).Id);
        var reply = (await AskAsync(id: ids[0])).Replies[0];
        await AskAsync(agents: 0, ids[2]);
        await EndAsync(reply);
        await Store.ChangeConversationAsync(ids[1], new ConversationFacts(), User.Id, null, Cancellation);

        Assert.Equal([ids[1], ids[0], ids[2], ids[4], ids[3]], await ListAsync());
        await ReopenAsync();
        Assert.Equal([ids[1], ids[0], ids[2], ids[4], ids[3]], await ListAsync());
    }

    [Fact]
    public async Task A_bundle_is_no_activity()
    {
        var reply = await OpenReplyAsync();
        var newest = await CreateAsync("Newest");
        await AppendAsync(reply, "text", 0);

        Assert.Equal([newest.Id, Conversation], await ListAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Pages_hold_everything_once(int limit)
    {
        for (var i = 0; i < 29; i++)
            await CreateAsync($"{i}");

        var listed = await PageAsync(limit, _ => Task.CompletedTask);

        Assert.Equal(Enumerable.Range(1, 30).Reverse(), listed.Select(id => id.Number));
    }

    [Fact]
    public async Task What_stays_quiet_is_listed_once_while_the_rest_changes()
    {
        for (var i = 0; i < 29; i++)
            await CreateAsync($"{i}");

        // Between two pages the oldest of the even ones becomes the newest, and another one is created.
        var even = 2;
        var listed = await PageAsync(
            3,
            async _ =>
            {
                if (even <= 30)
                    await AskAsync(agents: 0, new ConversationId(User.Id, even));
                even += 2;
                await CreateAsync("New");
            }
        );

        var quiet = listed.Where(id => id.Number % 2 == 1 && id.Number <= 30).Select(id => id.Number);
        Assert.Equal(Enumerable.Range(1, 30).Where(number => number % 2 == 1).Reverse(), quiet);
        Assert.Equal(listed.Distinct(), listed);
    }

    [Fact]
    public async Task Archived_ones_are_listed_apart()
    {
        var archived = new ConversationFacts { Archived = true };
        var away = (await Store.CreateConversationAsync(User.Id, archived, Cancellation))!.Id;

        Assert.Equal([away], await ListAsync(archived: true));
        Assert.Equal([Conversation], await ListAsync(archived: false));
        Assert.Equal([away, Conversation], await ListAsync());
    }

    [Fact]
    public async Task One_that_is_put_away_and_brought_back_moves_between_the_lists_also_after_a_restart()
    {
        foreach (var archived in (bool[])[true, false, true])
        {
            await Store.ChangeConversationAsync(
                Conversation,
                new ConversationFacts { Archived = archived },
                User.Id,
                null,
                Cancellation
            );
            await ReopenAsync();
            Assert.Equal([Conversation], await ListAsync(archived: archived));
            Assert.Empty(await ListAsync(archived: !archived));
            Assert.Equal([Conversation], await ListAsync());
        }
    }

    [Fact]
    public async Task A_filtered_page_is_full_as_long_as_there_are_enough()
    {
        for (var i = 0; i < 20; i++)
            await Store.CreateConversationAsync(User.Id, new ConversationFacts { Archived = i % 4 == 0 }, Cancellation);

        var page = await Store.ListConversationsAsync(User.Id, new ConversationQuery(5, null, true), Cancellation);

        Assert.Equal(5, page.Count);
        Assert.All(page, conversation => Assert.True(conversation.Archived));
    }

    [Theory]
    [InlineData(1L)]
    [InlineData(0L)]
    [InlineData(-5L)]
    public async Task Before_the_first_change_there_is_nothing(long before) =>
        Assert.Empty(await Store.ListConversationsAsync(User.Id, new ConversationQuery(100, before), Cancellation));

    [Fact]
    public async Task A_user_who_does_not_exist_has_no_conversations() =>
        Assert.Empty(await Store.ListConversationsAsync(new UserId(77), new ConversationQuery(100), Cancellation));

    private async Task<IEnumerable<ConversationId>> ListAsync(bool? archived = null) =>
        (await Store.ListConversationsAsync(User.Id, new ConversationQuery(100, null, archived), Cancellation)).Select(
            conversation => conversation.Id
        );

    private async Task<List<ConversationId>> PageAsync(int limit, Func<Conversation, Task> between)
    {
        var listed = new List<ConversationId>();
        for (long? before = null; ; )
        {
            var page = await Store.ListConversationsAsync(User.Id, new ConversationQuery(limit, before), Cancellation);
            listed.AddRange(page.Select(conversation => conversation.Id));
            if (page.Count < limit)
                return listed;
            before = page[^1].Change;
            await between(page[^1]);
        }
    }
}
