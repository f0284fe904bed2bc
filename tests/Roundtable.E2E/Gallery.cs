using Microsoft.Playwright;

namespace Roundtable.E2E;

/// <summary>
/// Pictures of the page in <c>docs/images</c>, taken by tests: with <c>ROUNDTABLE_APPROVE=1</c> they are written, and somebody
/// has to look at them.
/// </summary>
internal static class Gallery
{
    private const int SizeBytesMax = 150 * 1024;

    private static bool IsWriting => Environment.GetEnvironmentVariable("ROUNDTABLE_APPROVE") == "1";

    /// <summary>In light, and in dark as <c>NAME-dark</c>.</summary>
    public static async Task KeepAsync(IPage page, string name)
    {
        await KeepAsync(page, name, ColorScheme.Light);
        await KeepAsync(page, $"{name}-dark", ColorScheme.Dark);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Null });
    }

    /// <summary>Changes the scheme, and waits until what fades has done so.</summary>
    public static async Task SettleAsync(IPage page, ColorScheme scheme)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await page.EvaluateAsync("() => Promise.all(document.getAnimations().map(it => it.finished.catch(() => {})))");
    }

    private static async Task KeepAsync(IPage page, string name, ColorScheme scheme)
    {
        await SettleAsync(page, scheme);
        var picture = await page.ScreenshotAsync();
        Assert.InRange(picture.Length, 1, SizeBytesMax);
        var path = Path.Combine(SampleProcess.Folder, "../docs/images", $"{name}.png");
        if (IsWriting)
            await File.WriteAllBytesAsync(path, picture, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(path), $"{name}.png is not there; run this test with ROUNDTABLE_APPROVE=1, and look at it.");
    }
}
