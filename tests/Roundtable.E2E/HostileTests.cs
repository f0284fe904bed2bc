using Microsoft.Playwright;
using Roundtable.Tests.Doubles;

namespace Roundtable.E2E;

/// <summary>What models and people write is text, whatever it is: nothing of it runs, and nothing of it loads.</summary>
public sealed class HostileTests(SharedBrowser browser) : IAsyncLifetime
{
    private static readonly string[] Corpus =
    [
        "<script>window.pwned = 1</script>",
        "<img src=x onerror=\"window.pwned = 1\">",
        "<img src=https://evil.example/pixel.png>",
        "![pixel](https://evil.example/pixel.png)",
        "![x](x \"onerror=window.pwned=1\")",
        "[click](javascript:window.pwned=1)",
        "[click](java\tscript:window.pwned=1)",
        "[click](data:text/html;base64,PHNjcmlwdD53aW5kb3cucHduZWQ9MTwvc2NyaXB0Pg==)",
        "<a href=\"javascript:window.pwned=1\">click</a>",
        "<javascript:window.pwned=1>",
        "<svg onload=\"window.pwned = 1\"><script>window.pwned = 1</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=window.pwned=1>",
        "<iframe src=\"https://evil.example/\"></iframe>",
        "<iframe srcdoc=\"<script>parent.pwned=1</script>\"></iframe>",
        "<object data=\"https://evil.example/\"></object><embed src=\"https://evil.example/\">",
        "<link rel=stylesheet href=https://evil.example/x.css><style>@import 'https://evil.example/y.css';</style>",
        "<meta http-equiv=refresh content=\"0;url=https://evil.example/\"><base href=https://evil.example/>",
        "<form action=https://evil.example/><input name=q autofocus onfocus=window.pwned=1><button>go</button></form>",
        "<details open ontoggle=window.pwned=1><summary>x</summary></details>",
        "<div style=\"background:url(https://evil.example/b.png)\">styled</div>",
        "<video src=https://evil.example/v.mp4 autoplay onloadstart=window.pwned=1></video>",
        "<a id=toasts>clobbered</a><img name=getElementById>",
        "```\"><script>window.pwned=1</script>\ncode\n```",
        "```html\n</code></pre><script>window.pwned=1</script>\n```",
        "$$\\href{javascript:window.pwned=1}{x}$$ and $\\htmlData{x=</span><script>window.pwned=1</script>}{y}$",
        "| a | b |\n|---|---|\n| <img src=x onerror=window.pwned=1> | [x](vbscript:pwned) |",
        "[x]: javascript:window.pwned=1\n\n[x] [y][x]",
        "<noscript><p title=\"</noscript><img src=x onerror=window.pwned=1>\">",
        "<!--><img src=x onerror=window.pwned=1>-->",
    ];

    private ModelServer _models = null!;
    private PageServer _server = null!;
    private Visit _visit = null!;

    public async ValueTask InitializeAsync()
    {
        _models = await ModelServer.StartAsync(request =>
            Script.Say(string.Join("\n\n", Corpus).Chunk(7).Select(piece => new string(piece)))
        );
        _server = await PageServer.StartAsync(
            $$""" "Providers": { "scripted": { "Endpoint": "{{_models.Endpoint}}" } } """,
            """{ "Id": "mallory", "Name": "<b>Mallory</b>", "Provider": "scripted", "Model": "m" }"""
        );
        _visit = await Visit.StartAsync(browser, _server.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _visit.DisposeAsync();
        await _server.DisposeAsync();
        await _models.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_that_a_model_or_a_person_writes_runs_or_loads_live_or_read_again()
    {
        var id = await _server.CreateAsync("<img src=x onerror=window.pwned=1>", "mallory");
        await _visit.Page.GotoAsync($"/#/c/{id}");
        await _visit.Chat.SayAsync("Go on @mallory");
        await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(1);
        foreach (var words in Corpus)
            await _server.SayAsync(id, words);
        await Assertions.Expect(_visit.Chat.Messages).ToHaveCountAsync(Corpus.Length + 2);
        await AssertHarmlessAsync();
        await _visit.Chat.ShowsWhatIsStoredAsync(_server);

        await _visit.Page.ReloadAsync();
        await Assertions.Expect(_visit.Chat.Messages).ToHaveCountAsync(Corpus.Length + 2);
        await AssertHarmlessAsync();
        // Links are the one thing that acts, when somebody wants it to: none of them leads to a script.
        const string Click =
            "() => document.querySelectorAll('.prose a').forEach(it => { it.target = ''; it.addEventListener('click', event => /^https?:/.test(it.protocol) && event.preventDefault()); it.click(); })";
        await _visit.Page.EvaluateAsync(Click);
        await AssertHarmlessAsync();
    }

    private async Task AssertHarmlessAsync()
    {
        Assert.Null(await _visit.Page.EvaluateAsync<int?>("() => window.pwned ?? null"));
        const string Active = """
            () => [...document.querySelectorAll('.prose *, .list *, .head *')].filter(it =>
              /^(script|iframe|object|embed|link|style|meta|base|form|video|audio)$/i.test(it.localName)
              || [...it.attributes].some(({ name, value }) => /^(on|style|srcdoc)/i.test(name) || /^\s*(javascript|vbscript|data:text)/i.test(value))
              || (it.localName === 'img' && !it.src.startsWith(location.origin))).map(it => it.outerHTML)
            """;
        Assert.Empty(await _visit.Page.EvaluateAsync<string[]>(Active));
    }
}
