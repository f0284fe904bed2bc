namespace Roundtable.Tests.Contract;

public abstract class ReadingContract<TStorage, TStore> : ConversationStoreContract<TStorage, TStore>
    where TStorage : StorageUnderTest<TStore>, new()
    where TStore : IConversationStore
{
    [Theory]
    [InlineData(0, new[] { 0, 1, 2, 3 })]
    [InlineData(1, new[] { 1, 2, 3 })]
    [InlineData(3, new[] { 3 })]
    [InlineData(4, new int[0])]
    [InlineData(-1, new[] { 0, 1, 2, 3 })]
    public async Task Chunks_are_read_from_any_of_them_on(int from, int[] expected)
    {
        var reply = await OpenReplyAsync();
        await AppendAsync(reply, "one", 0, seq: 1, closes: true);
        await AppendAsync(reply, "two", 3, seq: 2, closes: true);
        await AppendAsync(reply, "three", 6, seq: 3);

        Assert.Equal(expected, (await ChunksAsync(reply, from)).Select(reading => reading.Seq));
        await EndAsync(reply);
        Assert.Equal(expected, (await ChunksAsync(reply, from)).Select(reading => reading.Seq));
        await ReopenAsync();
        Assert.Equal(expected, (await ChunksAsync(reply, from)).Select(reading => reading.Seq));
    }

    [Fact]
    public async Task A_users_message_is_one_chunk()
    {
        var turn = await AskAsync();

        var chunk = Assert.Single(await ChunksAsync(turn.Message.Id)).Chunk!;

        Assert.Equal((1, "Why?", User.Id), (chunk.Seq, chunk.Tokens, chunk.AuthorId));
        Assert.Equal((turn.Message.Tag, MessageStatus.Complete), (chunk.Tag, chunk.Status));
        Assert.Empty(await ChunksAsync(turn.Message.Id, seqFrom: 2));
    }

    [Fact]
    public async Task An_empty_message_is_a_message()
    {
        var turn = await Store.BeginTurnAsync(Conversation, Question(agents: 0, content: ""), Cancellation);
        await ReopenAsync();

        Assert.Equal("", await TextAsync(turn!.Message.Id));
        Assert.Equal(0, (await Store.FindMessageAsync(turn.Message.Id, Cancellation))!.Value.Length);
    }

    [Fact]
    public async Task A_message_that_does_not_exist_has_no_state_and_no_chunks()
    {
        await AskAsync();
        var id = new MessageId(Conversation, 3);

        Assert.Null(await Store.FindMessageAsync(id, Cancellation));
        Assert.Empty(await ChunksAsync(id));
    }

    [Fact]
    public async Task Several_messages_have_the_states_that_each_of_them_has()
    {
        var turn = await AskAsync(agents: 2);
        await AppendAsync(turn.Replies[0], "one", 0);
        await EndAsync(turn.Replies[1]);
        int[] numbers = [3, 99, 1, 2, 3];

        var states = await Store.FindMessagesAsync(Conversation, numbers, Cancellation);

        var each = new List<MessageState?>();
        foreach (var number in numbers)
            each.Add(await Store.FindMessageAsync(new MessageId(Conversation, number), Cancellation));
        Assert.Equal(each, states);
        Assert.Equal((null, 3), (states[1], states[3]!.Value.Length));
        Assert.Empty(await Store.FindMessagesAsync(Conversation, [], Cancellation));
        await Store.DeleteConversationAsync(Conversation, User.Id, Cancellation);
        Assert.Equal([null, null], await Store.FindMessagesAsync(Conversation, [1, 2], Cancellation));
    }

    [Fact]
    public async Task Nothing_is_visible_before_its_task_has_a_chance_to_complete()
    {
        var reply = await OpenReplyAsync();
        for (var i = 0; i < 300; i++)
        {
            var writing = AppendAsync(reply, "x", i).AsTask();
            var seen = (await Store.FindMessageAsync(reply, Cancellation))!.Value.Length;
            var text = (await TextAsync(reply)).Length;
            Assert.InRange(seen, i, i + 1);
            Assert.InRange(text, seen, i + 1);
            await writing;
            Assert.Equal(i + 1, (await Store.FindMessageAsync(reply, Cancellation))!.Value.Length);
        }
    }

    [Fact]
    public async Task Who_reads_while_another_writes_sees_a_beginning_of_the_text_and_never_less_than_before()
    {
        var reply = await OpenReplyAsync();
        var said = string.Concat(Enumerable.Range(0, 600).Select(i => $"{i:D4}"));
        var writing = Task.Run(() => WriteAsync(reply, said), Cancellation);

        for (var known = 0; !writing.IsCompleted; )
        {
            var text = await TextAsync(reply);
            Assert.StartsWith(text, said, StringComparison.Ordinal);
            Assert.InRange(text.Length, known, said.Length);
            known = text.Length;
        }

        await writing;
        Assert.Equal(said, await TextAsync(reply));
    }

    private async Task WriteAsync(MessageId reply, string said)
    {
        for (var i = 0; i < said.Length / 4; i++)
            await AppendAsync(reply, said.Substring(i * 4, 4), i * 4, seq: 1 + (i / 3), closes: i % 3 == 2);
        await EndAsync(reply);
    }
}
