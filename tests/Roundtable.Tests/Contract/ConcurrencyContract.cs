using System.Collections.Concurrent;

namespace Roundtable.Tests.Contract;

public abstract class ConcurrencyContract<TStorage, TStore> : ConversationStoreContract<TStorage, TStore>
    where TStorage : StorageUnderTest<TStore>, new()
    where TStore : IConversationStore
{
    private const int Writers = 32;

    [Fact]
    public async Task Thirty_two_writers_leave_no_hole_and_no_double_in_hundreds_of_rounds()
    {
        var rounds = RunLength.Rounds(shortForm: 200, longForm: 2_000);
        var turns = new ConcurrentBag<Turn>();
        for (var round = 0; round < rounds; round++)
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() => TakeTurnAsync(turns))));

        var numbers = turns.SelectMany(turn => turn.Replies.Prepend(turn.Message.Id)).Select(id => id.Number).Order();
        Assert.Equal(Enumerable.Range(1, rounds * Writers * 2), numbers);
        Assert.All(turns, turn => Assert.Equal(turn.Message.Id.Number + 1, turn.Replies[0].Number));
        Assert.Equal(rounds * Writers * 2, (await FindAsync()).MessageCount);
        Assert.Empty((await FindAsync()).Open);

        var before = await FindAsync();
        await ReopenAsync();
        Assert.Equivalent(before, await FindAsync());
        Assert.All(
            await Task.WhenAll(turns.Take(500).Select(turn => TextAsync(turn.Replies[0]))),
            text => Assert.Equal("hello there", text)
        );
    }

    [Fact]
    public async Task Many_replies_of_one_conversation_stream_side_by_side()
    {
        var turn = await AskAsync(agents: 64);
        await Task.WhenAll(turn.Replies.Select(reply => Task.Run(() => StreamAsync(reply))));

        foreach (var reply in turn.Replies)
            Assert.Equal(string.Concat(Enumerable.Repeat(reply.ToString(), 60)), await TextAsync(reply));
    }

    private async Task StreamAsync(MessageId reply)
    {
        var text = reply.ToString();
        for (var i = 0; i < 60; i++)
            await AppendAsync(reply, text, i * text.Length, seq: 1 + (i / 3), closes: i % 3 == 2);
        await EndAsync(reply);
    }

    private async Task TakeTurnAsync(ConcurrentBag<Turn> turns)
    {
        var turn = await AskAsync();
        turns.Add(turn);
        await AppendAsync(turn.Replies[0], "hello ", 0);
        await AppendAsync(turn.Replies[0], "there", 6);
        Assert.True(await EndAsync(turn.Replies[0]));
    }
}
