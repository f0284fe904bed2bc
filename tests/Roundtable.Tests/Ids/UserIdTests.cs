namespace Roundtable.Tests.Ids;

public sealed class UserIdTests : IdTests<UserId>
{
    protected override string Stem => "us";

    protected override int DigitsMin => 2;

    protected override UserId Create(int number) => new(number);

    protected override int NumberOf(UserId id) => id.Number;

    protected override bool TryParseSpan(ReadOnlySpan<char> text, out UserId id) => UserId.TryParse(text, out id);
}
