using CsCheck;

namespace Roundtable.Tests.Ids;

/// <summary>An id names its parents: no request can name anything outside its user.</summary>
public sealed class NestedIdTests
{
    private static readonly Gen<ChunkId> Chunks = Gen.Int[1, 999_999_999]
        .Array[4]
        .Select(n => new ChunkId(new MessageId(new ConversationId(new UserId(n[0]), n[1]), n[2]), n[3]));

    [Fact]
    public void A_chunk_names_its_message_conversation_and_user() =>
        Chunks.Sample(chunk =>
        {
            var parts = chunk.ToString().Split('-');
            var parsed = ChunkId.Parse(chunk.ToString());
            return parsed == chunk
                && parsed.Message == MessageId.Parse(string.Join('-', parts[..3]))
                && parsed.Message.Conversation == ConversationId.Parse(string.Join('-', parts[..2]))
                && parsed.Message.Conversation.User == UserId.Parse(parts[0]);
        });

    [Fact]
    public void No_id_holds_a_character_that_means_something_in_a_path() =>
        Chunks.Sample(chunk =>
            chunk
                .ToString()
                .All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-')
        );

    [Theory]
    [InlineData("us01-co1-ms02-001")]
    [InlineData("us01-co012-ms02-001")]
    [InlineData("us01-co00-ms02-001")]
    [InlineData("us01-CO12-ms02-001")]
    [InlineData("us01-co12 -ms02-001")]
    [InlineData("us01-co12-ms2-001")]
    [InlineData("us01-co12-ms002-001")]
    [InlineData("us01-co12-ms00-001")]
    [InlineData("us01-co12-Ms02-001")]
    [InlineData("us01-co12-ms02\n-001")]
    [InlineData("us01-co12/-ms02-001")]
    public void A_parent_that_is_not_canonical_is_refused(string text)
    {
        Assert.False(ChunkId.TryParse(text, null, out _));
        Assert.False(MessageId.TryParse(text[..^4], null, out _));
    }

    [Fact]
    public void The_requirements_own_example_is_canonical()
    {
        var chunk = ChunkId.Parse("us01-co12-ms02-001");

        Assert.Equal(1, chunk.Seq);
        Assert.Equal(2, chunk.Message.Number);
        Assert.Equal(12, chunk.Message.Conversation.Number);
        Assert.Equal(1, chunk.Message.Conversation.User.Number);
        Assert.Equal("us01-co12-ms02-001", chunk.ToString());
    }

    [Fact]
    public void Ids_that_differ_in_a_parent_are_not_equal() =>
        Assert.NotEqual(MessageId.Parse("us01-co12-ms02"), MessageId.Parse("us02-co12-ms02"));
}
