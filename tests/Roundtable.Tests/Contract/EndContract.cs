namespace Roundtable.Tests.Contract;

public abstract class EndContract<TStorage, TStore> : ConversationStoreContract<TStorage, TStore>
    where TStorage : StorageUnderTest<TStore>, new()
    where TStore : IConversationStore
{
    [Theory]
    [InlineData(FinishReason.Stop)]
    [InlineData(FinishReason.Length)]
    [InlineData(FinishReason.Cancelled)]
    [InlineData(FinishReason.Interrupted)]
    public async Task The_last_chunk_carries_the_end_also_after_a_restart(FinishReason reason)
    {
        var reply = await OpenReplyAsync();
        await AppendAsync(reply, "one", 0);

        Assert.True(await EndAsync(reply, reason));

        var before = (await ChunksAsync(reply))[^1].Chunk!;
        Assert.Equal((1, "one", MessageStatus.Complete, reason), (before.Seq, before.Tokens, before.Status, before.FinishReason));
        Assert.NotNull(before.CompletedAt);
        Assert.Equal((await FindAsync()).Change, before.Change);
        Assert.Empty((await FindAsync()).Open);
        await ReopenAsync();
        Assert.Equivalent(before, (await ChunksAsync(reply))[^1].Chunk);
    }

    [Fact]
    public async Task An_error_is_kept_with_its_end()
    {
        var reply = await OpenReplyAsync();
        var error = new MessageError("provider_timeout", "Nichts 🌍 kam.");

        await Store.EndMessageAsync(reply, new MessageEnd(FinishReason.Error, error), Cancellation);

        await ReopenAsync();
        Assert.Equal(error, (await ChunksAsync(reply))[^1].Chunk!.Error);
    }

    [Fact]
    public async Task The_first_end_stays()
    {
        var reply = await OpenReplyAsync();

        Assert.True(await EndAsync(reply, FinishReason.Cancelled));
        Assert.False(await EndAsync(reply, FinishReason.Stop));

        Assert.Equal(FinishReason.Cancelled, (await ChunksAsync(reply))[^1].Chunk!.FinishReason);
    }

    [Fact]
    public async Task Of_racing_ends_exactly_one_is_the_first()
    {
        for (var round = 0; round < 100; round++)
        {
            var reply = await OpenReplyAsync();
            using var barrier = new Barrier(4);
            var reasons = Enum.GetValues<FinishReason>().Where(reason => reason != FinishReason.Error);
            var wins = await Task.WhenAll(reasons.Select(reason => Task.Run(() => RaceAsync(barrier, reply, reason))));

            var winner = Assert.Single(wins, win => win is not null);
            Assert.Equal(winner, (await ChunksAsync(reply))[^1].Chunk!.FinishReason);
        }
    }

    [Fact]
    public async Task An_end_without_an_open_chunk_is_an_empty_chunk_that_counts()
    {
        var reply = await OpenReplyAsync();
        await AppendAsync(reply, "one", 0, closes: true);
        await EndAsync(reply);

        var last = (await ChunksAsync(reply))[^1].Chunk!;

        Assert.Equal((2, "", 3), (last.Seq, last.Tokens, last.Offset));
        Assert.Equal(2, (await Store.FindMessageAsync(reply, Cancellation))!.Value.ChunkCount);
    }

    [Fact]
    public async Task A_users_message_has_ended_from_the_start()
    {
        var turn = await AskAsync();

        Assert.False(await EndAsync(turn.Message.Id));
        Assert.Equal(MessageStatus.Complete, (await Store.FindMessageAsync(turn.Message.Id, Cancellation))!.Value.Status);
    }

    [Fact]
    public async Task What_is_open_at_a_stop_is_interrupted_afterwards()
    {
        var replies = (await AskAsync(agents: 3)).Replies;
        await AppendAsync(replies[0], "half", 0);
        await AppendAsync(replies[1], "full", 0, closes: true);
        await ReopenAsync();

        foreach (var (reply, text) in replies.Zip(["half", "full", ""]))
        {
            var readings = await ChunksAsync(reply);
            Assert.Equal(FinishReason.Interrupted, readings[^1].Chunk!.FinishReason);
            Assert.Equal(text, await TextAsync(reply));
        }
    }

    private async Task<FinishReason?> RaceAsync(Barrier barrier, MessageId reply, FinishReason reason)
    {
        barrier.SignalAndWait(Cancellation);
        return await EndAsync(reply, reason) ? reason : null;
    }
}
