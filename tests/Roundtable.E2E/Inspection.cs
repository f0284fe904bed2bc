using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Roundtable.E2E;

/// <summary>What axe finds wrong with a page, in light and in dark: nothing.</summary>
internal static class Inspection
{
    public static async Task AssertCleanAsync(IPage page, string state)
    {
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await Gallery.SettleAsync(page, scheme);
            var result = await page.RunAxe();
            Assert.True(
                result.Violations.Length == 0,
                $"{state}, {scheme}: "
                    + string.Join(
                        "; ",
                        result.Violations.Select(found =>
                            $"{found.Id}: {found.Help} at {string.Join(", ", found.Nodes.Select(node => node.Html))}"
                        )
                    )
            );
        }

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Null });
    }
}
