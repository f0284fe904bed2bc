using System.Globalization;
using CsCheck;

namespace Roundtable.Tests.Ids;

/// <summary>What holds for each of the four ids: one canonical form, and no other text names anything.</summary>
public abstract class IdTests<TId>
    where TId : struct, IParsable<TId>
{
    /// <summary>What stands before the id's own number.</summary>
    protected abstract string Stem { get; }

    /// <summary>Fewest digits of its own number.</summary>
    protected abstract int DigitsMin { get; }

    private string First => Stem + "1".PadLeft(DigitsMin, '0');

    protected abstract TId Create(int number);

    protected abstract int NumberOf(TId id);

    protected abstract bool TryParseSpan(ReadOnlySpan<char> text, out TId id);

    [Fact]
    public void It_is_formatted_with_at_least_so_many_digits()
    {
        Assert.Equal(First, Create(1).ToString());
        Assert.Equal(Stem + new string('9', DigitsMin), Create((int)Math.Pow(10, DigitsMin) - 1).ToString());
        Assert.Equal(Stem + "1" + new string('0', DigitsMin), Create((int)Math.Pow(10, DigitsMin)).ToString());
        Assert.Equal(Stem + "999999999", Create(999_999_999).ToString());
    }

    [Fact]
    public void Every_number_survives_the_round_trip() =>
        Gen.Int[1, 999_999_999]
            .Sample(number =>
            {
                var id = Create(number);
                var text = id.ToString()!;
                return TId.Parse(text, null).Equals(id)
                    && TId.TryParse(text, CultureInfo.InvariantCulture, out var parsed)
                    && parsed.Equals(id)
                    && TryParseSpan(text, out var fromSpan)
                    && fromSpan.Equals(id)
                    && NumberOf(parsed) == number
                    && parsed.GetHashCode() == id.GetHashCode();
            });

    [Fact]
    public void What_is_parsed_is_the_text_that_it_is_formatted_as() =>
        Gen.String[Gen.Char["usco-m0129 ./\n\0A０"], 0, 24]
            .Sample(text => !TId.TryParse(text, null, out var id) || id.ToString() == text);

    [Fact]
    public void A_canonical_id_with_one_character_changed_names_nothing_or_another() =>
        Gen.Select(Gen.Int[0, 2_000].Select(number => Create(number + 1)), Gen.Int[0, 40], Gen.Char)
            .Sample(
                (id, place, character) =>
                {
                    var changed = id.ToString()!.ToCharArray();
                    changed[place % changed.Length] = character;
                    var text = new string(changed);
                    return !TId.TryParse(text, null, out var parsed) || (parsed.ToString() == text && !char.IsControl(character));
                }
            );

    [Fact]
    public void Every_other_form_of_the_same_number_is_refused()
    {
        var canonical = First;
        Refused(Stem + "1");
        Refused(Stem + "1".PadLeft(DigitsMin + 1, '0'));
        Refused(Stem + "000000001" + "0");
        Refused(Stem + "+" + "1".PadLeft(DigitsMin, '0'));
        Refused(Stem + "-" + "1".PadLeft(DigitsMin, '0'));
        Refused(canonical.ToUpperInvariant());
        Refused("U" + canonical[1..]);
        Refused("ｕ" + canonical[1..]);
        Refused(canonical.Replace("0", "٠", StringComparison.Ordinal));
        Refused(canonical.Replace("0", "０", StringComparison.Ordinal).Replace("1", "１", StringComparison.Ordinal));
        Refused(Stem + "1".PadLeft(DigitsMin, '0') + ".0");
        Refused(Stem + "1e2");
        Refused(Stem + "0x1");
        Refused(Stem + "1,000");
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData(" ")]
    [InlineData("\t")]
    [InlineData("\0")]
    [InlineData("\u00a0")]
    [InlineData("\u200b")]
    [InlineData("\ufeff")]
    [InlineData("/")]
    [InlineData("\\")]
    [InlineData("/..")]
    [InlineData("-")]
    [InlineData(".json")]
    [InlineData("%00")]
    [InlineData("\ud83c")]
    public void Anything_around_or_within_it_is_refused(string text)
    {
        Refused(First + text);
        Refused(text + First);
        Refused(First.Insert(2, text));
        Refused(First.Insert(First.Length - 1, text));
    }

    [Fact]
    public void Zero_is_no_number()
    {
        Refused(Stem + new string('0', DigitsMin));
        Refused(Stem + new string('0', 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(0));
    }

    [Fact]
    public void Numbers_have_at_most_nine_digits()
    {
        Refused(Stem + "1000000000");
        Refused(Stem + "4294967297");
        Refused(Stem + "18446744073709551617");
        Refused(Stem + new string('1', 100_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(1_000_000_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(int.MinValue));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("us")]
    [InlineData("-")]
    [InlineData("--")]
    [InlineData("---")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../")]
    [InlineData("../us01")]
    [InlineData("/etc/passwd")]
    [InlineData("us01/../us02")]
    [InlineData("us01-co12-ms02-001.json")]
    [InlineData("us-co-ms-")]
    [InlineData("co12")]
    [InlineData("01")]
    [InlineData("us01-us01")]
    [InlineData("us01-ms01")]
    [InlineData("us01-co12-001")]
    [InlineData("us01-co12-co12")]
    [InlineData("us01--co12")]
    [InlineData("us01_co12")]
    [InlineData("us01-co12-ms02-001-001")]
    public void What_is_no_id_is_refused(string text) => Refused(text);

    [Fact]
    public void Nothing_is_refused() => Assert.False(TId.TryParse(null, null, out _));

    [Fact]
    public void A_user_that_is_not_canonical_is_refused()
    {
        foreach (var parent in (string[])["us1", "us001", "US01", "us00", "us０１", "us01 "])
            Refused(parent + First[4..]);
    }

    [Fact]
    public void Each_parse_of_another_kind_of_id_is_refused()
    {
        foreach (var other in (string[])["us01", "us01-co12", "us01-co12-ms02", "us01-co12-ms02-001"])
        {
            if (other.Count(character => character == '-') != First.Count(character => character == '-'))
                Refused(other);
        }
    }

    [Fact]
    public void An_id_that_was_never_set_says_so()
    {
        Assert.Throws<InvalidOperationException>(() => NumberOf(default));
        Assert.Throws<InvalidOperationException>(() => default(TId).ToString());
    }

    private void Refused(string text)
    {
        Assert.False(TId.TryParse(text, null, out var id), $"'{text}' was taken for {typeof(TId).Name}");
        Assert.Equal(default, id);
        Assert.False(TryParseSpan(text, out _));
        Assert.Throws<FormatException>(() => TId.Parse(text, null));
    }
}
