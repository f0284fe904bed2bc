using Roundtable.Moving;

namespace Roundtable.Tests.Moving;

/// <summary>All that is wrong between the chunks of a conversation is told as they go by once, and each thing once.</summary>
public sealed class MessageWatchTests
{
    private const int Last = 5;
    private static readonly string Text = new('w', 240);
    private readonly HashSet<string> _known = [];

    [Fact]
    public void Every_message_and_every_chunk_of_a_gap_is_named() =>
        Assert.Equal(
            ["ms02 missing", "ms03 missing", "ms04 missing", "ms04-001 missing", "ms04-003 missing", "ms04-004 missing"],
            Told(Question(1), Chunk(4, 2), Chunk(4, Last))
        );

    [Fact]
    public void What_is_known_to_be_lost_is_not_missed()
    {
        _known.UnionWith(["ms03", "ms04-001"]);

        Assert.Equal(["ms02 missing", "ms04 missing"], Told(Question(1), Chunk(4, 2), Chunk(4, 3), Chunk(4, 4), Chunk(4, Last)));
    }

    [Fact]
    public void An_end_that_is_not_there_is_missed() =>
        Assert.Equal(
            ["ms01-002 missing", "ms02-003 missing"],
            Told(Chunk(1, 0), Chunk(1, 1), Chunk(2, 0), Chunk(2, 1), Chunk(2, 2))
        );

    [Fact]
    public void Whatever_stands_behind_an_end_is_named() =>
        Assert.Equal(
            ["ms01-002 end", "ms01-003 end", "ms01-004 end"],
            Told(Chunk(1, 0), Chunk(1, 1) with { Status = MessageStatus.Complete }, Chunk(1, 2), Chunk(1, 3), Chunk(1, 4))
        );

    [Fact]
    public void Whatever_begins_inside_the_last_chunk_that_joins_is_named() =>
        Assert.Equal(
            ["ms01-002 overlap", "ms01-003 overlap"],
            Told(
                Chunk(1, 0),
                Chunk(1, 1),
                Chunk(1, 2) with
                {
                    Offset = 1,
                },
                Chunk(1, 3) with
                {
                    Offset = 100,
                },
                Chunk(1, 4),
                Chunk(1, Last)
            )
        );

    private static MessageChunk Question(int message) =>
        GeneratedSource.Question(new MessageId(LongHistory.Conversation, message), change: 1);

    private static MessageChunk Chunk(int message, int seq) =>
        GeneratedSource.Chunk(new MessageId(LongHistory.Conversation, message), seq, Last, seq == 0 ? "" : Text);

    private List<string> Told(params ReadOnlySpan<MessageChunk> chunks)
    {
        var told = new List<string>();
        var watch = new MessageWatch(
            LongHistory.Conversation,
            (id, _) => _known.Contains(Short(id)),
            _ => false,
            (id, reason) => told.Add($"{Short(id)} {reason}")
        );
        foreach (var chunk in chunks)
            watch.Add(chunk);
        watch.Finish();
        return told;
    }

    private static string Short(string id) => id[(LongHistory.Conversation.ToString().Length + 1)..];
}
