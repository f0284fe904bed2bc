using System.Diagnostics.Metrics;
using Roundtable.Reading;
using Roundtable.Sqlite;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Databases;

/// <summary>A message that has ended is read at one moment, in one piece, and is what its rows make of it one by one.</summary>
public sealed class WholeReadTests : IAsyncLifetime
{
    private static readonly MessageId Reply = new(new ConversationId(new UserId(1), 1), 2);
    private readonly Meter _meter = new("Roundtable.Tests");
    private DatabaseFixture _fixture = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _fixture = await DatabaseFixture.CreateAsync();

    public ValueTask DisposeAsync()
    {
        _meter.Dispose();
        _fixture.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Every_message_is_the_same_in_one_piece_and_row_by_row()
    {
        await using var store = await _fixture.OpenAsync();
        for (var number = 1; number <= 4; number++)
        {
            var id = new MessageId(Reply.Conversation, number);
            var chunks = await store.ReadChunksAsync(id, seqFrom: 0, Cancelled).ToListAsync(Cancelled);
            var whole = await store.ReadWholeAsync(id, Cancelled);
            Assert.Equal(string.Concat(chunks.Select(it => it.Chunk!.Tokens)), whole!.Tokens);
            Assert.Equivalent(chunks[0].Chunk, whole.First, strict: true);
            Assert.Equivalent(chunks[^1].Chunk, whole.Last, strict: true);
        }
    }

    [Theory]
    [InlineData(1, 2, 3, 4)]
    [InlineData(2, 3, 4, 5, 6)]
    [InlineData(4, 3, 2, 1)]
    [InlineData(9, 1, 2, 4, 4, 900_000_000)]
    [InlineData]
    public async Task States_are_the_same_together_and_one_by_one(params int[] numbers)
    {
        await using var store = await _fixture.OpenAsync();
        await DatabaseFixture.AskAsync(store, Reply.Conversation, "Go on.");
        var states = await store.FindMessagesAsync(Reply.Conversation, numbers, Cancelled);
        Assert.Equal(numbers.Length, states.Count);
        for (var i = 0; i < numbers.Length; i++)
            Assert.Equal(await store.FindMessageAsync(new MessageId(Reply.Conversation, numbers[i]), Cancelled), states[i]);
    }

    [Fact]
    public async Task A_message_that_the_index_of_numbers_has_lost_is_found()
    {
        _fixture.Sandbox.IsDamaged = true;
        SqliteShell.Run(_fixture.File, "update message set number = 77 where id = 'us01-co01-ms02'");
        await using var store = await _fixture.OpenAsync();
        var states = await store.FindMessagesAsync(Reply.Conversation, [1, 2, 3], Cancelled);
        Assert.Equal(await store.FindMessageAsync(Reply, Cancelled), states[1]);
        Assert.DoesNotContain(null, states);
    }

    [Fact]
    public async Task What_is_still_written_and_what_is_long_is_not_read_in_one_piece()
    {
        await using var store = await _fixture.OpenAsync();
        var open = await DatabaseFixture.AskAsync(store, Reply.Conversation, "Go on.");
        for (var seq = 1; seq <= 64; seq++)
            await store.AppendBundleAsync(Bundles.Of(open, "word ", offset: (seq - 1) * 5, seq, closes: true), Cancelled);
        Assert.Null(await store.ReadWholeAsync(open, Cancelled));
        await store.EndMessageAsync(open, new MessageEnd(FinishReason.Stop), Cancelled);
        Assert.Null(await store.ReadWholeAsync(open, Cancelled));
        Assert.Equal(320, (await ReadAsync(store, open)).Length);
    }

    [Theory]
    [InlineData("update chunk set tokens = 'elsewhere' where message_id = 'us01-co01-ms02' and seq = 1", 1)]
    [InlineData("delete from chunk where message_id = 'us01-co01-ms02' and seq = 1", 1)]
    [InlineData("delete from chunk where message_id = 'us01-co01-ms02' and seq = 0", 1)]
    [InlineData("delete from chunk where message_id = 'us01-co01-ms02' and seq > 1", 1)]
    [InlineData("update message set chunk_count = 3 where id = 'us01-co01-ms02'", 1)]
    [InlineData("update message set chunk_count = 0 where id = 'us01-co01-ms02'", 0)]
    [InlineData("update message set length = 30 where id = 'us01-co01-ms02'", 0)]
    public async Task What_is_damaged_is_not_read_in_one_piece(string harm, int damaged)
    {
        _fixture.Sandbox.IsDamaged = true;
        SqliteShell.Run(_fixture.File, harm);
        await using var store = await _fixture.OpenAsync();
        Assert.Null(await store.ReadWholeAsync(Reply, Cancelled));
        Assert.Equal(damaged, (await ReadAsync(store, Reply)).Damaged.Count);
    }

    private async Task<Message> ReadAsync(SqliteStore store, MessageId id)
    {
        var reader = new MessageReader(store, new MessageCache(0), new ReadingMetrics(_meter), TimeProvider.System);
        return (await reader.ReadAsync(id, Cancelled))!;
    }
}
