using System.Collections.Concurrent;
using FourRunr.Docs.Tests.Pages;

namespace FourRunr.Docs.Tests;

/// <summary>How many blocks ran and which did not, beside the tests' program: <c>report.txt</c>. <c>tests/run.sh</c> shows it.</summary>
public sealed class RunReport : IDisposable
{
    private readonly ConcurrentBag<Page> _pages = [];

    public void Dispose()
    {
        var blocks = _pages.OrderBy(page => page.Name, StringComparer.Ordinal).SelectMany(page => page.Blocks.Select(block => (page.Name, block.Line, block.Use))).ToArray();
        var skipped = blocks.Where(block => block.Use is BlockUse.NotRun).Select(block => $"  {block.Name}:{block.Line} {((BlockUse.NotRun)block.Use).Reason}").ToArray();
        var executed = blocks.Count(block => block.Use is BlockUse.Run or BlockUse.Background);
        File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "report.txt"), [$"{executed} blocks executed, {skipped.Length} skipped", .. skipped]);
    }

    internal void Add(Page page) => _pages.Add(page);
}
