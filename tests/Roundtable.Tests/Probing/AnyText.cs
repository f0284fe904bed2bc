using System.Globalization;
using System.Text;

namespace Roundtable.Tests.Probing;

/// <summary>Text of every kind that Unicode has, and the ways in which a model's provider cuts and escapes it.</summary>
internal sealed class AnyText(Random random)
{
    private static readonly string[] Pieces =
    [
        "word ",
        "\n\n",
        "\r\n",
        "\r",
        "\t",
        "ein Köln ",
        "e\u0301\u0323",
        "שלום ",
        "مرحبا ",
        "你好世界",
        "こんにちは",
        "한국어",
        "नमस्ते ",
        "😀",
        "👩‍👩‍👧‍👦",
        "🇩🇪",
        "👍🏽",
        "𝔘𝔫𝔦",
        "\ufeff",
        "\u2028",
        "\u2029",
        "\u0085",
        "\u202e",
        "\u200b",
        "\ufffd",
        "\uffff",
        "\U0010ffff",
        "\u0000",
        "\u001b[31m",
        "\u007f",
        "data: x\n\nevent: y\n",
        "id: 1\n: comment\n",
        "\"\\/",
        "```c#\nvar x = 1;\n```\n",
        "<script>",
        "&amp;",
        "|a|b|\n|-|-|\n",
        "$$x^2$$",
    ];

    /// <summary>Some of all of it, and code points by chance.</summary>
    public string Next(int pieces)
    {
        var text = new StringBuilder();
        while (pieces-- > 0)
            text.Append(random.Next(5) == 0 ? AnyRune().ToString() : Pieces[random.Next(Pieces.Length)]);
        return text.ToString();
    }

    /// <summary>What <c>Script.ThenDelta</c> takes: the text cut anywhere, also inside a surrogate pair.</summary>
    public IEnumerable<string> Deltas(string text)
    {
        for (var place = 0; place < text.Length; )
        {
            var end = Math.Min(text.Length, place + random.Next(1, 12));
            var json = new StringBuilder();
            foreach (var unit in text[place..end])
                json.Append(IsPlain(unit) ? unit : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"));
            yield return $$"""{"content":"{{json}}"}""";
            place = end;
        }
    }

    /// <summary>Halves of pairs cannot be sent otherwise; of the rest some are escaped by chance.</summary>
    private bool IsPlain(char unit) =>
        !char.IsSurrogate(unit) && !char.IsControl(unit) && unit is not ('"' or '\\') && random.Next(8) > 0;

    private Rune AnyRune()
    {
        while (true)
        {
            if (Rune.TryCreate(random.Next(0x11_0000), out var rune))
                return rune;
        }
    }
}
