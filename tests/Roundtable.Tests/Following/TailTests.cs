using Roundtable.Following;

namespace Roundtable.Tests.Following;

public sealed class TailTests
{
    private const ulong Tag = 7;
    private static readonly MessageId Message = MessageId.Parse("us01-co01-ms02");

    [Fact]
    public void All_followers_are_given_the_same_bundle()
    {
        var tail = TailOf(10, length: 20);

        Assert.Same(tail.From(100, Tag), tail.From(100, Tag));
        Assert.Equal(120, tail.From(100, Tag)!.Cursor.Offset);
    }

    [Fact]
    public void A_follower_of_another_message_that_had_the_id_is_given_a_cursor_of_that_one()
    {
        var tail = TailOf(1, length: 20);

        Assert.Equal(Tag, tail.From(0, Tag)!.Cursor.Tag);
        Assert.Equal(8ul, tail.From(0, 8)!.Cursor.Tag);
        Assert.Equal(Tag, tail.From(0, Tag)!.Cursor.Tag);
    }

    [Fact]
    public void Each_bundle_is_found_where_it_begins_and_nowhere_else()
    {
        var tail = TailOf(16, length: 20);

        for (var offset = 0; offset < 16 * 20; offset++)
            Assert.Equal(offset % 20 == 0 ? offset : null, tail.From(offset, Tag)?.Offset);
        Assert.Null(tail.From(16 * 20, Tag));
        Assert.Equal(16 * 20, tail.End);
    }

    [Theory]
    [InlineData(1, 20, 16)]
    [InlineData(16, 20, 16)]
    [InlineData(17, 20, 32)]
    [InlineData(1, 1_000, 4)]
    [InlineData(1, 100_000, 1)]
    [InlineData(256, 20, 256)]
    [InlineData(1_000, 4_000, 16)]
    [InlineData(1_000, 100_000, 1)]
    public void It_keeps_so_many_bundles_and_so_much_text_and_no_more(int followers, int length, int kept)
    {
        var tail = TailOf(400, length, followers);

        var from = Enumerable.Range(0, 400).Where(i => tail.From(i * length, Tag) is not null);
        Assert.Equal(Enumerable.Range(400 - kept, kept), from);
    }

    [Fact]
    public void What_was_kept_for_few_stays_when_many_come()
    {
        var tail = TailOf(100, length: 20); // Its oldest is no longer where the ring begins.
        var last = tail.From(99 * 20, Tag);

        Add(tail, number: 100, length: 20, followers: 1_000);

        Assert.Equal(84 * 20, tail.From(84 * 20, Tag)!.Offset);
        Assert.Null(tail.From(83 * 20, Tag));
        Assert.Same(last, tail.From(99 * 20, Tag));
        Assert.Equal(101 * 20, tail.End);
    }

    private static Tail TailOf(int count, int length, int followers = 1)
    {
        var tail = new Tail();
        for (var number = 0; number < count; number++)
            Add(tail, number, length, followers);
        return tail;
    }

    private static void Add(Tail tail, int number, int length, int followers) =>
        tail.Add(
            new Bundle
            {
                MessageId = Message,
                Seq = 1 + (number / 3),
                Offset = number * length,
                Tokens = new string('a', length),
                TokenCount = 20,
                Timestamp = DateTimeOffset.UnixEpoch,
            },
            followers
        );
}
