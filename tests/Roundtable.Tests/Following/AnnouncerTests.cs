using Roundtable.Following;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Following;

public sealed class AnnouncerTests
{
    [Fact]
    public void Bundles_that_became_durable_at_once_are_all_there_when_the_bell_rings_once()
    {
        var announcer = new Announcer();
        using var listening = announcer.Listen(BundleSink.Reply);

        announcer.Announce([.. Enumerable.Range(0, 16).Select(number => Bundles.Of(BundleSink.Reply, "word", number * 4))]);

        Assert.Equal(1, listening.Waiter.Rung);
        for (var offset = 0; offset < 64; offset += 4)
            Assert.Equal("word", listening.Live.From(offset, tag: 0)?.Tokens);
    }
}
