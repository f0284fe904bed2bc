using CsCheck;
using Roundtable.Files.Sealing;
using Roundtable.Stored;

namespace Roundtable.Tests.Sealing;

/// <summary>Messages of every kind that a conversation can have, as the files that they are before they are sealed.</summary>
internal static class AnyMessages
{
    private static readonly ConversationId Conversation = ConversationId.Parse("us01-co12");
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 2, 0, 0, TimeSpan.Zero);
    private static readonly string[] Pieces =
    [
        "a",
        "b ",
        "é",
        "語",
        "🌍",
        "\\",
        "\"format\":2,",
        "\0",
        "\u2028",
        "word ",
        "\n",
        "\u007f",
    ];

    private static readonly Gen<string> Text = Gen.Int[0, Pieces.Length - 1]
        .Select(i => Pieces[i])
        .Array[1, 8]
        .Select(string.Concat);

    private static readonly Gen<(string Text, int Tokens)[]> Bundles = Gen.Select(Text, Gen.Int[0, 20]).Array[1, 4];

    /// <summary>Clocks go back, and stand for days.</summary>
    private static readonly Gen<long> Elapsed = Gen.OneOf(Gen.Long[0, 500], Gen.Long[-10_000, 100_000_000_000]);

    private static readonly Gen<MessageChunk[]> Reply = Gen.Select(
            Gen.Select(Bundles, Elapsed).Array[0, 9],
            Gen.Enum<FinishReason>(),
            Gen.Bool.Array[5],
            Elapsed
        )
        .Select(ReplyOf);

    private static readonly Gen<MessageChunk[]> Question = Gen.Select(Text, Gen.Int[0, 99], Gen.Bool)
        .Select((text, tokens, isAnswer) => (MessageChunk[])[QuestionOf(text, tokens, isAnswer)]);

    /// <summary>Some messages, numbered from 1, each of them its files.</summary>
    public static Gen<SealedLine[][]> Several { get; } =
        Gen.OneOf(Question, Reply).Array[1, 6].Select(messages => messages.Select(Numbered).ToArray());

    private static SealedLine[] Numbered(MessageChunk[] chunks, int index) =>
        [
            .. chunks
                .Select(chunk => chunk with { MessageId = new MessageId(Conversation, index + 1) })
                .Select(chunk => new SealedLine(chunk, ChunkFile.Encode(chunk))),
        ];

    private static MessageChunk QuestionOf(string text, int tokens, bool isAnswer) =>
        new()
        {
            MessageId = default,
            Seq = 1,
            Tokens = text,
            Timestamp = Start,
            Status = MessageStatus.Complete,
            TokenCount = tokens,
            AuthorId = Conversation.User,
            ReplyTo = isAnswer ? new MessageId(Conversation, 7) : null,
            Tag = (ulong)text.Length << 60,
            Change = tokens + 1,
        };

    private static MessageChunk[] ReplyOf(
        ((string Text, int Tokens)[] Bundles, long Elapsed)[] parts,
        FinishReason reason,
        bool[] coin,
        long elapsed
    )
    {
        var opening = new MessageChunk
        {
            MessageId = default,
            Seq = 0,
            Tokens = "",
            Timestamp = Start,
            AgentId = "sage",
            Status = MessageStatus.Streaming,
            Model = coin[0] ? "some/model:1" : null,
            ReplyTo = new MessageId(Conversation, 3),
            RoutedBy = coin[1] ? RoutedBy.Mention : RoutedBy.Default,
            Replaces = coin[2] ? new MessageId(Conversation, 2) : null,
            Tag = 1,
            Change = 4,
        };
        var chunks = new List<MessageChunk> { opening };
        foreach (var (bundles, after) in parts)
            chunks.Add(Next(chunks[^1], bundles, after));
        var last = coin[3] || parts.Length == 0 ? Next(chunks[^1], [], elapsed) : chunks[^1];
        if (last != chunks[^1])
            chunks.Add(last);
        chunks[^1] = last with
        {
            Status = MessageStatus.Complete,
            Change = 9,
            FinishReason = reason,
            Error = coin[4] && reason == FinishReason.Error ? new MessageError("provider-failed", "It said \"no\".\n") : null,
            CompletedAt = last.Timestamp.AddMilliseconds(elapsed % 1000),
        };
        return [.. chunks];
    }

    private static MessageChunk Next(MessageChunk before, (string Text, int Tokens)[] bundles, long elapsed) =>
        new()
        {
            MessageId = default,
            Seq = before.Seq + 1,
            Tokens = string.Concat(bundles.Select(bundle => bundle.Text)),
            Timestamp = before.Timestamp.AddMilliseconds(elapsed),
            AgentId = before.AgentId,
            Status = MessageStatus.Streaming,
            Offset = before.Offset + before.Length,
            TokenOffset = before.TokenOffset + before.TokenCount,
            TokenCount = bundles.Sum(bundle => bundle.Tokens),
            Bundles = [.. bundles.Select(bundle => new BundleMark(bundle.Text.Length, bundle.Tokens))],
        };
}
