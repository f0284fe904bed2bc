using Microsoft.Playwright;

namespace Roundtable.E2E;

/// <summary>Ten thousand messages: a few hundred nodes, a bounded heap, every place reachable.</summary>
public sealed class LongConversationTests(SharedBrowser browser, SharedServer shared) : IAsyncLifetime
{
    private const int Messages = 10_000;
    private const int NodesMax = 250;
    private const int HeapMiBMax = 60;
    private Visit _visit = null!;

    private IPage Page => _visit.Page;

    public async ValueTask InitializeAsync() => _visit = await Visit.StartAsync(browser, shared.Server.Url);

    public ValueTask DisposeAsync() => _visit.DisposeAsync();

    [Fact]
    public async Task Of_ten_thousand_messages_a_few_hundred_are_in_the_document_wherever_somebody_reads()
    {
        var id = await shared.Server.CreateAsync("Very long");
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = 48,
            CancellationToken = TestContext.Current.CancellationToken,
        };
        await Parallel.ForAsync(
            0,
            Messages,
            options,
            async (_, _) => await shared.Server.SayAsync(id, "A message of some length, as people write them.")
        );

        await Page.GotoAsync($"/#/c/{id}");
        await Assertions.Expect(Page.Locator($"[id='{id}-ms{Messages}']")).ToBeInViewportAsync();
        var scroller = Page.GetByRole(AriaRole.Region, new() { Name = "Messages" });
        for (var page = 0; page < 12; page++)
        {
            var first = await FirstAsync();
            await scroller.EvaluateAsync("it => it.scrollTop = 0");
            await Page.WaitForFunctionAsync(
                "first => Number(document.querySelector('.messages > article').dataset.number) < first",
                first
            );
            Assert.InRange(await _visit.Chat.Messages.CountAsync(), 1, NodesMax);
        }

        Assert.InRange(await FirstAsync(), 1, Messages - 400);
        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new("more below") }).ClickAsync();
        await Assertions.Expect(Page.Locator($"[id='{id}-ms{Messages}']")).ToBeInViewportAsync();

        await Page.GotoAsync($"/#/c/{id}/m/{id}-ms5000");
        await Assertions.Expect(Page.Locator($"[id='{id}-ms5000']")).ToBeInViewportAsync();
        await Page.Keyboard.PressAsync("PageDown");
        await _visit.Chat.SayAsync("After all of that @parrot");
        await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(1);
        Assert.InRange(await _visit.Chat.Messages.CountAsync(), 1, NodesMax);
        await Page.RequestGCAsync();
        var heap = await Page.EvaluateAsync<double>("() => performance.memory.usedJSHeapSize / 1048576");
        Assert.InRange(heap, 0, HeapMiBMax);
    }

    private Task<int> FirstAsync() =>
        Page.EvaluateAsync<int>("() => Number(document.querySelector('.messages > article').dataset.number)");
}
