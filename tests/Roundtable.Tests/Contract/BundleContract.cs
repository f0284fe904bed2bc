using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Contract;

public abstract class BundleContract<TStorage, TStore> : ConversationStoreContract<TStorage, TStore>
    where TStorage : StorageUnderTest<TStore>, new()
    where TStore : IConversationStore
{
    [Fact]
    public async Task What_was_appended_is_read_at_once()
    {
        var reply = await OpenReplyAsync();

        await AppendAsync(reply, "one ", 0);
        Assert.Equal("one ", await TextAsync(reply));
        await AppendAsync(reply, "two ", 4, closes: true);
        await AppendAsync(reply, "three", 8, seq: 2);

        Assert.Equal("one two three", await TextAsync(reply));
        Assert.Equal(State(13, chunks: 2), await Store.FindMessageAsync(reply, Cancellation));
        var tag = (await ChunksAsync(reply, seqFrom: 0))[0].Chunk!.Tag!.Value;
        Assert.Equal(new OpenReply(2, tag, 13, 13, 2), Assert.Single((await FindAsync()).Open));
    }

    [Fact]
    public async Task The_next_chunk_closes_the_one_before()
    {
        var reply = await OpenReplyAsync();
        await AppendAsync(reply, "one ", 0);
        await AppendAsync(reply, "two ", 4, seq: 2);
        await AppendAsync(reply, "three", 8, seq: 3, closes: true);

        var chunks = (await ChunksAsync(reply, seqFrom: 1)).Select(reading => reading.Chunk!).ToList();

        Assert.Equal(["one ", "two ", "three"], chunks.Select(chunk => chunk.Tokens));
        Assert.Equal([0, 4, 8], chunks.Select(chunk => chunk.Offset));
        Assert.Equal([0, 4, 8], chunks.Select(chunk => chunk.TokenOffset));
    }

    [Fact]
    public async Task A_chunk_remembers_its_bundles()
    {
        var reply = await OpenReplyAsync();
        await AppendAsync(reply, "one ", 0);
        await AppendAsync(reply, "two", 4, closes: true);

        var chunk = (await ChunksAsync(reply, seqFrom: 1))[0].Chunk!;

        Assert.Equal([new BundleMark(4, 4), new BundleMark(3, 3)], chunk.Bundles);
        Assert.Equal((7, "agent-1"), (chunk.TokenCount, chunk.AgentId));
    }

    [Fact]
    public async Task Gaps_duplicates_and_strange_chunks_are_refused_and_nothing_changes()
    {
        var reply = await OpenReplyAsync();
        await AppendAsync(reply, "one ", 0, seq: 1, closes: true);
        Bundle[] wrong =
        [
            Bundles.Of(reply, "one ", 0, seq: 1, closes: true),
            Bundles.Of(reply, "x", 5, seq: 2),
            Bundles.Of(reply, "x", 3, seq: 2),
            Bundles.Of(reply, "x", 4, seq: 1),
            Bundles.Of(reply, "x", 4, seq: 3),
            Bundles.Of(reply, "x", 4, seq: 0),
            Bundles.Of(reply, "", 4, seq: 2),
        ];

        foreach (var bundle in wrong)
            await Assert.ThrowsAnyAsync<InvalidOperationException>(async () =>
                await Store.AppendBundleAsync(bundle, Cancellation)
            );

        Assert.Equal("one ", await TextAsync(reply));
        await AppendAsync(reply, "two", 4, seq: 2);
        Assert.Equal("one two", await TextAsync(reply));
    }

    [Fact]
    public async Task Nothing_is_added_to_a_users_message_or_to_none()
    {
        var turn = await AskAsync();

        foreach (var id in new[] { turn.Message.Id, new MessageId(Conversation, 9), new MessageId(new(User.Id, 9), 1) })
            await Assert.ThrowsAnyAsync<InvalidOperationException>(async () => await AppendAsync(id, "x", 0));
    }

    [Fact]
    public async Task Nothing_is_added_to_a_message_that_has_ended()
    {
        var reply = await OpenReplyAsync();
        await EndAsync(reply);

        await Assert.ThrowsAnyAsync<InvalidOperationException>(async () => await AppendAsync(reply, "x", 0));
        Assert.Equal("", await TextAsync(reply));
    }

    [Fact]
    public async Task A_lone_surrogate_is_refused()
    {
        var reply = await OpenReplyAsync();

        await Assert.ThrowsAsync<ArgumentException>(async () => await AppendAsync(reply, "a\uD83C", 0));
        await AppendAsync(reply, "a🌍\0", 0);
        Assert.Equal("a🌍\0", await TextAsync(reply));
    }

    [Fact]
    public async Task Position_grows_with_every_message_every_bundle_and_every_end_and_outlives_a_restart()
    {
        var positions = new List<long> { (await FindAsync()).Position };
        var reply = await OpenReplyAsync();
        positions.Add((await FindAsync()).Position);
        await AppendAsync(reply, "one", 0);
        positions.Add((await FindAsync()).Position);
        await EndAsync(reply);
        positions.Add((await FindAsync()).Position);

        Assert.Equal(positions.Distinct().Order(), positions);
        await ReopenAsync();
        Assert.Equal(positions[^1], (await FindAsync()).Position);
    }

    private static MessageState State(int length, int chunks) =>
        new()
        {
            Role = MessageRole.Agent,
            Status = MessageStatus.Streaming,
            Length = length,
            TokenCount = length,
            ChunkCount = chunks,
        };
}
