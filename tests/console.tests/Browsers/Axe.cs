using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.Browsers;

/// <summary>Holds a page against WCAG by axe-core.</summary>
internal static class Axe
{
    private static readonly string[] Serious = ["serious", "critical"];

    /// <summary>Fails with what is seriously wrong, and where.</summary>
    public static async Task CheckAsync(IPage page)
    {
        var found = await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });
        var faults = found.Violations.Where(violation => Serious.Contains(violation.Impact))
            .Select(violation => $"{violation.Id} ({violation.Help}): {string.Join(" | ", violation.Nodes.Take(3).Select(node => $"{node.Html} {node.Any.FirstOrDefault()?.Message}"))}")
            .ToList();
        Assert.True(faults.Count == 0, $"{page.Url}: {string.Join("; ", faults)}");
    }
}
