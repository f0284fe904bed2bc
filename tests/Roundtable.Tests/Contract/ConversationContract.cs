namespace Roundtable.Tests.Contract;

public abstract class ConversationContract<TStorage, TStore> : ConversationStoreContract<TStorage, TStore>
    where TStorage : StorageUnderTest<TStore>, new()
    where TStore : IConversationStore
{
    private static readonly ConversationFacts Full = new()
    {
        Title = "会話 🌍",
        Participants = ["sage", "parrot"],
        Metadata = new Dictionary<string, string> { ["k"] = "v", ["空"] = "" },
        Archived = true,
    };

    [Fact]
    public async Task A_conversation_is_found_as_it_was_created()
    {
        var created = (await Store.CreateConversationAsync(User.Id, Full, Cancellation))!;

        AssertFacts(Full, created);
        Assert.Equal((2, 1, 0), (created.Id.Number, created.Revision, created.MessageCount));
        Assert.Null(created.LastMessageId);
        Assert.Empty(created.Open);
        Assert.NotEqual(0UL, created.Tag);
        Assert.Equivalent(created, await FindAsync(created.Id));
        await ReopenAsync();
        Assert.Equivalent(created, await FindAsync(created.Id));
    }

    [Fact]
    public async Task Conversations_are_numbered_without_holes_and_have_tags_of_their_own()
    {
        var created = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => CreateAsync($"{i}"))));

        Assert.Equal(Enumerable.Range(2, 32), created.Select(conversation => conversation.Id.Number).Order());
        Assert.Equal(32, created.Select(conversation => conversation.Tag).Distinct().Count());
        Assert.Equal(32, created.Select(conversation => conversation.Change).Distinct().Count());
    }

    [Fact]
    public async Task Nobody_creates_a_conversation_for_a_user_who_does_not_exist() =>
        Assert.Null(await Store.CreateConversationAsync(new UserId(9), Full, Cancellation));

    [Fact]
    public async Task A_lone_surrogate_anywhere_is_refused_before_anything_is_written()
    {
        var before = await FindAsync();
        ConversationFacts[] refused =
        [
            new() { Title = "\uD800" },
            new() { Participants = ["a\uDC00"] },
            new() { Metadata = new Dictionary<string, string> { ["\uDBFFb"] = "" } },
            new() { Metadata = new Dictionary<string, string> { ["k"] = "\uD83D" } },
        ];

        foreach (var facts in refused)
        {
            await Assert.ThrowsAsync<ArgumentException>(async () =>
                await Store.CreateConversationAsync(User.Id, facts, Cancellation)
            );
            await Assert.ThrowsAsync<ArgumentException>(async () =>
                await Store.ChangeConversationAsync(before.Id, facts, User.Id, null, Cancellation)
            );
        }

        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.AddUserAsync("\uDFFF", Cancellation));
        Assert.Equivalent(before, await FindAsync());
    }

    [Fact]
    public async Task Facts_beyond_their_bounds_are_refused_before_anything_is_written()
    {
        var before = await FindAsync();
        ConversationFacts[] refused =
        [
            new() { Title = new string('x', ConversationFacts.TitleLengthMax + 1) },
            new() { Participants = [.. Enumerable.Range(0, ConversationFacts.ParticipantsMax + 1).Select(i => $"agent-{i}")] },
            new() { Metadata = Enumerable.Range(0, ConversationFacts.MetadataMax + 1).ToDictionary(i => $"{i}", _ => "") },
        ];

        foreach (var facts in refused)
        {
            await Assert.ThrowsAsync<ArgumentException>(async () =>
                await Store.CreateConversationAsync(User.Id, facts, Cancellation)
            );
            await Assert.ThrowsAsync<ArgumentException>(async () =>
                await Store.ChangeConversationAsync(before.Id, facts, User.Id, null, Cancellation)
            );
        }

        Assert.Equivalent(before, await FindAsync());
    }

    [Fact]
    public async Task A_conversation_that_does_not_exist_is_null_everywhere()
    {
        var id = new ConversationId(User.Id, 9);

        Assert.Null(await Store.FindConversationAsync(id, Cancellation));
        Assert.Null(await Store.ChangeConversationAsync(id, Full, User.Id, null, Cancellation));
        Assert.Null(await Store.BeginTurnAsync(id, Question(), Cancellation));
        Assert.Null(await Store.FindMessageAsync(new MessageId(id, 1), Cancellation));
        Assert.Empty(await ChunksAsync(new MessageId(id, 1)));
        Assert.False(await EndAsync(new MessageId(id, 1)));
    }

    [Fact]
    public async Task A_change_is_the_next_revision_and_keeps_everything_else()
    {
        var before = await FindAsync();

        var after = (await Store.ChangeConversationAsync(Conversation, Full, User.Id, before.Revision, Cancellation))!;

        AssertFacts(Full, after);
        Assert.Equal((2, before.Tag, before.CreatedAt), (after.Revision, after.Tag, after.CreatedAt));
        Assert.InRange(after.Change, before.Change + 1, long.MaxValue);
        Assert.Equivalent(after, await FindAsync());
        await ReopenAsync();
        Assert.Equivalent(after, await FindAsync());
    }

    [Fact]
    public async Task A_change_based_on_an_old_revision_is_refused_and_says_which_is_new()
    {
        await Store.ChangeConversationAsync(Conversation, Full, User.Id, 1, Cancellation);

        var conflict = await Assert.ThrowsAsync<RevisionConflictException>(async () =>
            await Store.ChangeConversationAsync(Conversation, new ConversationFacts(), User.Id, 1, Cancellation)
        );

        Assert.Equal((Conversation, 2), (conflict.Conversation, conflict.Actual));
        Assert.Equal(Full.Title, (await FindAsync()).Title);
    }

    [Fact]
    public async Task Of_racing_changes_to_one_revision_exactly_one_wins()
    {
        for (var revision = 1; revision <= 50; revision++)
        {
            var wins = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => TryChangeAsync($"{i}", revision))));
            Assert.Single(wins, true);
        }
    }

    [Fact]
    public async Task Changes_without_a_revision_all_count()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 32)
                .Select(async _ => await Store.ChangeConversationAsync(Conversation, Full, User.Id, null, Cancellation))
        );

        Assert.Equal(33, (await FindAsync()).Revision);
    }

    private async Task<bool> TryChangeAsync(string title, int revision)
    {
        try
        {
            var facts = new ConversationFacts { Title = title };
            return await Store.ChangeConversationAsync(Conversation, facts, User.Id, revision, Cancellation) is not null;
        }
        catch (RevisionConflictException)
        {
            return false;
        }
    }

    private static void AssertFacts(ConversationFacts facts, Conversation conversation)
    {
        Assert.Equal((facts.Title, facts.Archived), (conversation.Title, conversation.Archived));
        Assert.Equal(facts.Participants, conversation.Participants);
        Assert.Equal(facts.Metadata, conversation.Metadata);
    }
}
