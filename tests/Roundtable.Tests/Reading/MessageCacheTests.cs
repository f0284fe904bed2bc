using CsCheck;
using Roundtable.Reading;

namespace Roundtable.Tests.Reading;

public sealed class MessageCacheTests
{
    [Fact]
    public void It_never_holds_more_than_its_bound_and_the_least_used_leave_first()
    {
        var cache = new MessageCache(sizeBytesMax: 10_000);
        for (var number = 1; number <= 100; number++)
        {
            cache.Keep(MessageOf(number, length: 500));
            Assert.NotNull(cache.Find(IdOf(1)));
            Assert.InRange(cache.SizeBytes, 1, 10_000);
        }

        Assert.NotNull(cache.Find(IdOf(100)));
        Assert.Null(cache.Find(IdOf(2)));
    }

    [Fact]
    public void What_is_larger_than_the_bound_is_not_kept_and_drives_nothing_out()
    {
        var cache = new MessageCache(sizeBytesMax: 10_000);
        cache.Keep(MessageOf(1, length: 100));
        cache.Keep(MessageOf(2, length: 10_000));

        Assert.Null(cache.Find(IdOf(2)));
        Assert.NotNull(cache.Find(IdOf(1)));
    }

    [Fact]
    public void Its_size_is_that_of_what_it_holds_whatever_happens() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[0, 3_000])
            .Array[0, 200]
            .Sample(
                steps =>
                {
                    var cache = new MessageCache(sizeBytesMax: 20_000);
                    foreach (var (number, length) in steps)
                        cache.Keep(MessageOf(number, length));
                    var held = Enumerable.Range(1, 20).Select(number => cache.Find(IdOf(number))).OfType<Message>();
                    Assert.Equal(cache.SizeBytes, held.Sum(message => 512 + (2L * message.Length)));
                    Assert.InRange(cache.SizeBytes, 0, 20_000);
                },
                iter: 300
            );

    private static MessageId IdOf(int number) => new(ConversationId.Parse("us01-co01"), number);

    private static Message MessageOf(int number, int length) =>
        new()
        {
            Id = IdOf(number),
            Role = MessageRole.Agent,
            Content = new string('a', length),
            TokenCount = length,
            ChunkCount = 1,
            Status = MessageStatus.Complete,
            CreatedAt = default,
        };
}
