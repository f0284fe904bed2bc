using Roundtable.Edge.Rendering;

namespace Roundtable.Tests.Rendering;

/// <summary>What was rendered for one is there for all, as long as there is room.</summary>
public sealed class SharedRenderingsTests
{
    private const int Bound = 64 * 1024;
    private readonly BlockRenderer _renderer = new();
    private readonly SharedRenderings _shared;

    public SharedRenderingsTests() => _shared = new SharedRenderings(new LiveRenderer(_renderer), Bound);

    [Fact]
    public void It_never_holds_more_than_its_bound_and_gives_the_right_blocks_all_the_same()
    {
        for (var number = 1; number <= 200; number++)
        {
            var message = MessageOf(number, $"Words of **{number}** " + new string('x', 20 * number));
            Assert.Equal(_renderer.Render(message.Content, LinkTargets.None), _shared.Begin(message).Blocks!.Html);
            Assert.InRange(_shared.SizeBytes, 1, Bound);
        }

        var large = MessageOf(1, new string('y', Bound));
        Assert.Single(_shared.Begin(large).Blocks!.Html);
        Assert.InRange(_shared.SizeBytes, 1, Bound);
    }

    [Fact]
    public void What_is_known_is_not_rendered_again_and_what_was_used_last_stays()
    {
        var kept = MessageOf(1, "kept " + new string('k', 500));
        _shared.Begin(kept);
        for (var number = 2; number <= 100; number++)
        {
            _shared.Begin(MessageOf(number, $"{number} " + new string('x', 500)));
            _shared.Begin(kept);
        }

        var read = _renderer.LengthRead;
        _shared.Begin(kept);
        Assert.Equal(read, _renderer.LengthRead);
        _shared.Begin(MessageOf(2, "2 " + new string('x', 500)));
        Assert.NotEqual(read, _renderer.LengthRead);
    }

    [Fact]
    public void The_same_id_with_another_tag_is_another_message()
    {
        Assert.Equal(["<p dir=\"auto\">one</p>"], _shared.Begin(MessageOf(1, "one", tag: 1)).Blocks!.Html);
        Assert.Equal(["<p dir=\"auto\">two</p>"], _shared.Begin(MessageOf(1, "two", tag: 2)).Blocks!.Html);
    }

    [Fact]
    public void What_is_damaged_is_rendered_each_time_since_it_may_be_mended()
    {
        var damaged = MessageOf(1, "a\uFFFDc") with { Damaged = [new Damage(1, 1, 1, "checksum")] };
        Assert.Equal(["<p dir=\"auto\">a\uFFFDc</p>"], _shared.Begin(damaged).Blocks!.Html);
        Assert.Equal(["<p dir=\"auto\">abc</p>"], _shared.Begin(MessageOf(1, "abc")).Blocks!.Html);
        Assert.Equal(["<p dir=\"auto\">a\uFFFDc</p>"], _shared.Begin(damaged).Blocks!.Html);
    }

    /// <summary>From a snapshot, or with what they had, at any moment: from the next bundle on they cost as one.</summary>
    [Fact]
    public void Readers_who_come_at_different_moments_share_and_each_ends_with_the_whole()
    {
        var shared = new SharedRenderings(new LiveRenderer(_renderer));
        // A definition in the middle: who came before it has words where who came after it has a link.
        var parts = Enumerable.Range(0, 30).Select(i => $"See [a] and [b].\n\n[a]: https://e.org/{i}\n\n").ToList();
        parts.Insert(15, "[b]: https://e.org/b\n\n");
        var text = string.Concat(parts);
        var readers = new List<(RenderState State, List<string> Blocks)> { (RenderState.Of(""), []) };
        for (var at = 0; at < text.Length; at += 40)
        {
            var bundle = text[at..Math.Min(text.Length, at + 40)];
            var read = 0L;
            for (var i = readers.Count - 1; i >= 0; i--)
            {
                var (state, blocks) = shared.Advance(MessageOf(1, "").Id, 7, readers[i].State, bundle);
                readers[i] = (state, [.. readers[i].Blocks.Take(blocks!.From), .. blocks.Html]);
                Assert.True(i == readers.Count - 1 || read == _renderer.LengthRead);
                read = _renderer.LengthRead;
            }

            var now = MessageOf(1, text[..(at + bundle.Length)]);
            var snapshot = shared.Begin(now);
            readers.Add((shared.Resume(now, now.Length), readers[0].Blocks));
            // The newest goes first, and what it has must not become what the others are taken to have.
            readers.Add((snapshot.State, [.. snapshot.Blocks!.Html]));
        }

        var whole = MessageOf(1, text);
        foreach (var (state, blocks) in readers)
        {
            var last = shared.End(state, whole) ?? new RenderedBlocks(blocks.Count, []);
            Assert.Equal(_renderer.Render(text, LinkTargets.None), [.. blocks.Take(last.From), .. last.Html]);
        }
    }

    private static Message MessageOf(int number, string content, ulong tag = 7) =>
        new()
        {
            Id = new MessageId(new ConversationId(new UserId(1), 1), number),
            Role = MessageRole.Agent,
            Content = content,
            TokenCount = 1,
            ChunkCount = 1,
            Status = MessageStatus.Complete,
            CreatedAt = DateTimeOffset.UnixEpoch,
            Tag = tag,
        };
}
