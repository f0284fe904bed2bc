using System.Text;

namespace Roundtable.Tests.Contract;

public abstract class RequestContract<TStorage, TStore> : ConversationStoreContract<TStorage, TStore>
    where TStorage : StorageUnderTest<TStore>, new()
    where TStore : IConversationStore
{
    [Fact]
    public async Task The_same_turn_again_is_the_first_one_also_after_a_restart()
    {
        var first = await BeginAsync("a", "Why?", agents: 2);
        await EndAsync(first.Replies[0]);
        await AskAsync();

        var again = await BeginAsync("a", "Why?", agents: 2);
        AssertSame(first, again);
        await ReopenAsync();
        AssertSame(first, await BeginAsync("a", "Why?", agents: 2));
        Assert.Equal(5, (await FindAsync()).MessageCount);
    }

    [Fact]
    public async Task The_same_conversation_again_is_the_first_one_also_after_a_restart()
    {
        var first = await CreateAsync("a", "One");
        await AskAsync(id: first.Conversation.Id);

        var again = await CreateAsync("a", "One");
        await ReopenAsync();
        var later = await CreateAsync("a", "One");

        Assert.False(first.IsReplayed);
        foreach (var replayed in new[] { again, later })
        {
            Assert.True(replayed.IsReplayed);
            Assert.Equal(first.Conversation.Id, replayed.Conversation.Id);
            Assert.Equal(first.Cursor.ToString(), replayed.Cursor.ToString());
        }
    }

    [Fact]
    public async Task A_key_belongs_to_its_scope_and_its_user()
    {
        var other = await Store.AddUserAsync("Ben", Cancellation);
        var ids = new List<ConversationId>();
        foreach (var (user, scope) in new[] { (User.Id, "x"), (User.Id, "y"), (other.Id, "x") })
        {
            var key = RequestKey.Of(scope, "a", []);
            ids.Add((await Store.CreateConversationAsync(user, new ConversationFacts(), key, Cancellation))!.Conversation.Id);
        }

        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_refused_and_changes_nothing()
    {
        await BeginAsync("a", "Why?");
        var before = await FindAsync();

        await Assert.ThrowsAsync<RequestKeyConflictException>(() => BeginAsync("a", "How?"));

        Assert.Equivalent(before, await FindAsync());
    }

    [Fact]
    public async Task Of_many_at_once_one_is_done_and_all_have_its_answer()
    {
        for (var round = 0; round < 50; round++)
        {
            var key = $"{round}";
            var turns = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => BeginAsync(key, "Why?"))));

            Assert.Single(turns, turn => !turn.IsReplayed);
            Assert.Single(turns.Select(turn => turn.Message.Id).Distinct());
            await EndAsync(turns[0].Replies[0]);
        }

        Assert.Equal(100, (await FindAsync()).MessageCount);
    }

    [Fact]
    public async Task What_was_deleted_is_not_answered_again()
    {
        var created = await CreateAsync("a", "One");
        await BeginAsync("b", "Why?");
        await Store.DeleteConversationAsync(created.Conversation.Id, User.Id, Cancellation);
        await Store.DeleteConversationAsync(Conversation, User.Id, Cancellation);

        Assert.Null(await Store.CreateConversationAsync(User.Id, new() { Title = "One" }, Key("a", "One"), Cancellation));
        Assert.Null(await Store.BeginTurnAsync(Conversation, Question() with { Key = Key("b", "Why?") }, Cancellation));
    }

    [Fact]
    public async Task A_reply_is_replaced_by_a_new_one_and_stays_as_it_is()
    {
        var turn = await AskAsync(agents: 2);
        await AppendAsync(turn.Replies[1], "Because.", 0);
        await EndAsync(turn.Replies[1]);

        var replaced = (await Store.ReplaceReplyAsync(turn.Replies[1], Reply, Key("a", ""), Cancellation))!;
        var again = (await Store.ReplaceReplyAsync(turn.Replies[1], Reply, Key("a", ""), Cancellation))!;

        Assert.Equal(turn.Message.Id, replaced.Message.Id);
        Assert.Equal(turn.Message.Content, replaced.Message.Content);
        Assert.Equal(4, Assert.Single(replaced.Replies).Number);
        AssertSame(replaced, again);
        var opening = (await ChunksAsync(replaced.Replies[0]))[0].Chunk!;
        Assert.Equal((turn.Replies[1], turn.Message.Id), (opening.Replaces, opening.ReplyTo));
        Assert.Equal("Because.", await TextAsync(turn.Replies[1]));
        Assert.Contains((await FindAsync()).Open, open => open.Number == 4);
    }

    [Fact]
    public async Task Only_a_reply_that_has_ended_is_replaced()
    {
        var turn = await AskAsync();

        await Assert.ThrowsAsync<MessageOpenException>(async () =>
            await Store.ReplaceReplyAsync(turn.Replies[0], Reply, null, Cancellation)
        );
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Store.ReplaceReplyAsync(turn.Message.Id, Reply, null, Cancellation)
        );
        Assert.Null(await Store.ReplaceReplyAsync(new MessageId(Conversation, 9), Reply, null, Cancellation));
        Assert.Equal(2, (await FindAsync()).MessageCount);
    }

    [Fact]
    public async Task A_key_for_the_first_answer_alone_begins_nothing()
    {
        var replay = Key("a", "Why?") with { IsReplayOnly = true };
        var before = await FindAsync();
        Assert.Null(await Store.BeginTurnAsync(Conversation, Question() with { Key = replay }, Cancellation));
        Assert.Null(await Store.CreateConversationAsync(User.Id, new ConversationFacts(), replay, Cancellation));
        Assert.Equivalent(before, await FindAsync());

        var first = await BeginAsync("a", "Why?");
        var again = await Store.BeginTurnAsync(Conversation, Question(agents: 0) with { Key = replay }, Cancellation);
        AssertSame(first, again!);
        await EndAsync(first.Replies[0]);
        var key = Key("b", "");
        Assert.Null(await Store.ReplaceReplyAsync(first.Replies[0], Reply, key with { IsReplayOnly = true }, Cancellation));
        var replaced = await Store.ReplaceReplyAsync(first.Replies[0], Reply, key, Cancellation);
        var found = await Store.BeginTurnAsync(
            Conversation,
            Question() with
            {
                Key = key with { IsReplayOnly = true },
            },
            Cancellation
        );
        AssertSame(replaced!, found!);
        Assert.Equal(3, (await FindAsync()).MessageCount);
    }

    private static NewReply Reply { get; } = new("agent-1", "m", RoutedBy.List);

    private static RequestKey Key(string key, string body) => RequestKey.Of("turn", key, Encoding.UTF8.GetBytes(body));

    private async Task<Turn> BeginAsync(string key, string content, int agents = 1) =>
        (
            await Store.BeginTurnAsync(
                Conversation,
                Question(agents, content: content) with
                {
                    Key = Key(key, content),
                },
                Cancellation
            )
        )!;

    private async Task<CreatedConversation> CreateAsync(string key, string title) =>
        (await Store.CreateConversationAsync(User.Id, new ConversationFacts { Title = title }, Key(key, title), Cancellation))!;

    private static void AssertSame(Turn first, Turn again)
    {
        Assert.Equal((false, true), (first.IsReplayed, again.IsReplayed));
        Assert.Equivalent(first.Message, again.Message);
        Assert.Equal(first.Replies, again.Replies);
        Assert.Equal(first.Cursor.ToString(), again.Cursor.ToString());
    }
}
