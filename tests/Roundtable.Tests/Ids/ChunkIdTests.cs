namespace Roundtable.Tests.Ids;

public sealed class ChunkIdTests : IdTests<ChunkId>
{
    protected override string Stem => "us01-co12-ms02-";

    protected override int DigitsMin => 3;

    protected override ChunkId Create(int number) => new(new MessageId(new ConversationId(new UserId(1), 12), 2), number);

    protected override int NumberOf(ChunkId id) => id.Seq;

    protected override bool TryParseSpan(ReadOnlySpan<char> text, out ChunkId id) => ChunkId.TryParse(text, out id);
}
