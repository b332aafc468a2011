using FourRunr.Docs.Tests.Pages;
using FourRunr.Docs.Tests.Running;
using Xunit;

namespace FourRunr.Docs.Tests;

/// <summary>The commands of the documentation work, and print what it shows.</summary>
public sealed class PageTests(RunReport report) : IClassFixture<RunReport>
{
    public static TheoryData<string> Pages => [.. Repository.Pages.Where(page => Read(page).Blocks.Count > 0)];

    [Theory, MemberData(nameof(Pages))]
    public async Task Commands_RunInOrder_Succeed(string name)
    {
        var page = Read(name);
        await using var run = new PageRun(page);

        await run.RunAsync();

        report.Add(page);
    }

    private static Page Read(string name) => Page.Read(name, File.ReadAllText(Path.Combine(Repository.Root, name)));
}
