using Microsoft.Extensions.Diagnostics.Metrics.Testing;
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
    public async Task Bundles_that_are_appended_at_once_are_the_same_as_one_by_one()
    {
        var turn = await AskAsync(agents: 2);
        await AppendAsync(turn.Replies[0], "zero ", 0);
        await AppendAsync(turn.Replies[1], "zero ", 0);

        await Store.AppendBundlesAsync(Several(turn.Replies[0]), Cancellation);
        foreach (var bundle in Several(turn.Replies[1]))
            await Store.AppendBundleAsync(bundle, Cancellation);

        var (together, apart) = (await ShapeAsync(turn.Replies[0]), await ShapeAsync(turn.Replies[1]));
        Assert.Equal(
            [(1, "zero one two "), (2, "three "), (3, "four "), (4, "five six ")],
            together.Select(it => (it.Seq, it.Text))
        );
        Assert.Equal(apart, together);
        Assert.Equal(State(33, chunks: 4), await Store.FindMessageAsync(turn.Replies[0], Cancellation));

        await AppendAsync(turn.Replies[0], "seven", 33, seq: 4);
        await EndAsync(turn.Replies[0]);
        await ReopenAsync();
        Assert.Equal("zero one two three four five six seven", await TextAsync(turn.Replies[0]));
    }

    [Fact]
    public async Task A_batch_counts_records_and_a_bundle_is_one()
    {
        var reply = await OpenReplyAsync();
        using var batches = new MetricCollector<int>(Meter, "roundtable.journal.batch");

        await Store.AppendBundlesAsync([Bundles.Of(reply, "one ", 0), Bundles.Of(reply, "two ", 4)], Cancellation);

        Assert.Equal([2], batches.GetMeasurementSnapshot().Select(measured => measured.Value));
    }

    [Fact]
    public async Task Of_bundles_one_of_which_does_not_continue_the_message_none_is_stored()
    {
        var turn = await AskAsync(agents: 2);
        var (reply, other) = (turn.Replies[0], turn.Replies[1]);
        var first = Bundles.Of(reply, "one ", 0);
        Bundle[][] wrong =
        [
            [first, Bundles.Of(reply, "x", 5)],
            [first, Bundles.Of(reply, "x", 4, seq: 3)],
            [first, first],
            [first, Bundles.Of(other, "x", 4)],
            [Bundles.Of(reply, "x", 1), first],
        ];

        foreach (var bundles in wrong)
            await Assert.ThrowsAnyAsync<InvalidOperationException>(async () =>
                await Store.AppendBundlesAsync(bundles, Cancellation)
            );
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Store.AppendBundlesAsync([first, Bundles.Of(reply, "\uD83C", 4)], Cancellation)
        );

        Assert.Equal(("", ""), (await TextAsync(reply), await TextAsync(other)));
        await Store.AppendBundlesAsync([first, Bundles.Of(reply, "two", 4)], Cancellation);
        Assert.Equal("one two", await TextAsync(reply));
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

        await Assert.ThrowsAsync<MessageNotOpenException>(async () => await AppendAsync(reply, "x", 0));
        await Assert.ThrowsAsync<MessageNotOpenException>(async () =>
            await Store.AppendBundlesAsync(Several(reply), Cancellation)
        );
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

    /// <summary>What goes on after «zero » and closes chunks in every way.</summary>
    private static Bundle[] Several(MessageId reply) =>
        [
            Bundles.Of(reply, "one ", 5),
            Bundles.Of(reply, "two ", 9, closes: true),
            Bundles.Of(reply, "three ", 13, seq: 2),
            Bundles.Of(reply, "four ", 19, seq: 3, closes: true),
            Bundles.Of(reply, "five ", 24, seq: 4),
            Bundles.Of(reply, "six ", 29, seq: 4),
        ];

    private async Task<List<(int Seq, string Text, int Offset, int TokenOffset, string Bundles)>> ShapeAsync(MessageId reply) =>
        [
            .. (await ChunksAsync(reply, seqFrom: 1))
                .Select(reading => reading.Chunk!)
                .Select(it => (it.Seq, it.Tokens, it.Offset, it.TokenOffset, string.Join(' ', it.Bundles))),
        ];

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
