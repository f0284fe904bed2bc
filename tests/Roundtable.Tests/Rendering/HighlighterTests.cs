using System.Net;
using System.Text.RegularExpressions;
using CsCheck;
using Roundtable.Edge.Rendering.Highlighting;
using Roundtable.Tests.Architecture;

namespace Roundtable.Tests.Rendering;

/// <summary>Code is coloured by classes, and never changed.</summary>
public sealed partial class HighlighterTests
{
    [Theory]
    [InlineData("csharp", "int x = 0x1F; // n", "<k>int</k> x = <n>0x1F</n>; <c>// n</c>")]
    [InlineData("csharp", "var s = \"a\\\"b\"; F(s);", "<k>var</k> s = <s>\"a\\\"b\"</s>; <f>F</f>(s);")]
    [InlineData("c#", "/* a\nb */ x", "<c>/* a\nb */</c> x")]
    [InlineData("python", "def f(a):\n  '''doc\n'''", "<k>def</k> <f>f</f>(a):\n  <s>'''doc\n'''</s>")]
    [InlineData("js", "`a\n${b}` 'x", "<s>`a\n${b}`</s> <s>'x</s>")]
    [InlineData("bash", "echo \"$A\" $B # c", "<k>echo</k> <s>\"$A\"</s> <v>$B</v> <c># c</c>")]
    [InlineData("bash", "a#b", "a#b")]
    [InlineData("sql", "SELECT a FROM t -- c", "<k>SELECT</k> a <k>FROM</k> t <c>-- c</c>")]
    [InlineData("json", "{\"a\": [1, true, \"b\"]}", "{<y>\"a\"</y>: [<n>1</n>, <k>true</k>, <s>\"b\"</s>]}")]
    [InlineData("yaml", "a: b # c", "<y>a</y>: b <c># c</c>")]
    [InlineData(
        "html",
        "<a b=\"c\">d</a><!-- e -->",
        "<t><a</t> <y>b</y>=<s>\"c\"</s><t>></t>d<t></a</t><t>></t><c><!-- e --></c>"
    )]
    [InlineData("diff", "+a\n-b\n c", "<+>+a</+>\n<->-b</->\n c")]
    public void Pieces_have_their_classes(string language, string code, string expected)
    {
        var html = Highlighter.ToHtml(code, Languages.Find(language));

        Assert.Equal(expected, Short(html));
        Assert.Equal(code, TextOf(html));
    }

    [Fact]
    public void The_text_stays_as_it_is_whatever_it_is()
    {
        var names = (string[])
            ["csharp", "js", "python", "bash", "json", "yaml", "html", "css", "diff", "rust", "c", "powershell"];
        Gen.Select(Gen.Char["\"'`\\/*#$@<>!-+=:{}()\n\r\t abfi019\0é🍎"].Array[0, 60], Gen.Int[0, names.Length - 1])
            .Sample(
                (characters, name) =>
                {
                    var code = new string(characters);
                    Assert.Equal(code.Replace('\0', '\uFFFD'), TextOf(Highlighter.ToHtml(code, Languages.Find(names[name]))));
                },
                iter: RunLength.Rounds(shortForm: 5_000, longForm: 500_000)
            );
    }

    [Fact]
    public void What_is_very_long_is_not_coloured()
    {
        var code = string.Concat(Enumerable.Repeat("int ", Highlighter.LengthMax / 4));
        Assert.Contains("hl-keyword", Highlighter.ToHtml(code, Languages.Find("c")), StringComparison.Ordinal);
        Assert.DoesNotContain("hl-", Highlighter.ToHtml(code + "x", Languages.Find("c")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_class_has_its_colour_in_the_style_sheet()
    {
        var sheet = File.ReadAllText(Path.Combine(Repository.Root, "src/Roundtable.Edge/wwwroot/highlight.css"));
        var source = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src/Roundtable.Edge/Rendering/Highlighting"))
            .Select(File.ReadAllText);
        var named = Name().Matches(string.Join('\n', source)).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.InRange(named.Count, 8, 20);
        Assert.All(named, name => Assert.Contains($".hl-{name}", sheet, StringComparison.Ordinal));
    }

    private static string TextOf(string html) => WebUtility.HtmlDecode(Tag().Replace(html, ""));

    private static string Short(string html)
    {
        var name = "";
        return WebUtility
            .HtmlDecode(
                Tag()
                    .Replace(
                        html,
                        match =>
                            match.Value == "</span>"
                                ? $"\u0001/{name}\u0002"
                                : $"\u0001{name = Letter(match.Groups[1].Value)}\u0002"
                    )
            )
            .Replace('\u0001', '<')
            .Replace('\u0002', '>');
    }

    private static string Letter(string name) =>
        name switch
        {
            "keyword" => "k",
            "number" => "n",
            "comment" => "c",
            "string" => "s",
            "name" => "f",
            "variable" => "v",
            "key" => "y",
            "tag" => "t",
            "added" => "+",
            _ => "-",
        };

    [GeneratedRegex("<(?:/span|span class=\"hl-([a-z]+)\")>")]
    private static partial Regex Tag();

    [GeneratedRegex("hl-([a-z]+)</c>")]
    private static partial Regex Name();
}
