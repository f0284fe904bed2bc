namespace Roundtable.Tests.Ids;

public sealed class ConversationIdTests : IdTests<ConversationId>
{
    protected override string Stem => "us01-co";

    protected override int DigitsMin => 2;

    protected override ConversationId Create(int number) => new(new UserId(1), number);

    protected override int NumberOf(ConversationId id) => id.Number;

    protected override bool TryParseSpan(ReadOnlySpan<char> text, out ConversationId id) => ConversationId.TryParse(text, out id);
}
