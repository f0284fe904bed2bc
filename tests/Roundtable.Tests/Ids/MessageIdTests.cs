namespace Roundtable.Tests.Ids;

public sealed class MessageIdTests : IdTests<MessageId>
{
    protected override string Stem => "us01-co12-ms";

    protected override int DigitsMin => 2;

    protected override MessageId Create(int number) => new(new ConversationId(new UserId(1), 12), number);

    protected override int NumberOf(MessageId id) => id.Number;

    protected override bool TryParseSpan(ReadOnlySpan<char> text, out MessageId id) => MessageId.TryParse(text, out id);
}
