using System.Diagnostics;
using FourRunr.Testing;
using FourRunr.WebConsole.Tests.Browsers;
using FourRunr.WebConsole.Tests.Pages;
using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.Figures;

/// <summary>
/// What the console takes, in a process of its own: <c>bash bench/console.sh</c> runs this and prints the figures. Not a test of every build,
/// because times mean nothing on a machine that does something else.
/// </summary>
public sealed class ConsoleFigures(Browser browser) : IClassFixture<Browser>
{
    private const int People = 10;
    private const double MostMiB = 200;
    private const int CallsInASecond = 1_000;
    private const int HourOfCalls = 3_600 * CallsInASecond;

    private static readonly TimeSpan MostUntilReady = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MostForAPage = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(30);

    /// <summary>Tasks over 50 ms of the browser's main thread, and the times between frames.</summary>
    private const string WatchFrames = """
        () => {
          window.watch = { tasks: [], gaps: [], last: performance.now() };
          new PerformanceObserver(list => list.getEntries().forEach(task => window.watch.tasks.push(task.duration))).observe({ type: 'longtask' });
          const frame = now => { window.watch.gaps.push(now - window.watch.last); window.watch.last = now; requestAnimationFrame(frame); };
          requestAnimationFrame(frame);
        }
        """;

    private const string ReadFrames = """
        () => {
          const gaps = window.watch.gaps.slice(1).sort((one, other) => one - other);
          return [window.watch.tasks.length, Math.max(0, ...window.watch.tasks), gaps[Math.floor(gaps.length * 0.99)] ?? 0, gaps[gaps.length - 1] ?? 0];
        }
        """;

    [Fact(Explicit = true)]
    public async Task Start_FirstPage_AndMemoryWithTenPeople()
    {
        await using var gateway = await ConsoleGateway.StartAsync();
        var data = await SampleData.MakeAsync(gateway);
        var url = FreePort.FindUrl();
        await using var console = new ServiceProcess("FourRunr.ConsoleService", url, [$"--GATEWAY_PROXY_URL={gateway.Gateway.Url}", $"--GATEWAY_CONSOLE_URL={url}"]);
        var ready = await TimeAsync(console.StartAsync);
        var alone = ResidentMiB(console.Id);
        using var client = gateway.Gateway.Proxies[0].Client();
        var firstPage = await TimeAsync(async () => (await client.GetAsync(new Uri(url, "/console/sign-in"))).EnsureSuccessStatusCode());

        var pages = new List<(IBrowserContext Context, IPage Page)>();
        var overviews = new List<TimeSpan>();
        for (var person = 0; person < People; person++)
        {
            var context = await browser.NewContextAsync(new Uri(url, "/console/"));
            var page = await context.NewPageAsync();
            pages.Add((context, page));
            await new ConsolePage(page, []).SignInAsync(TestSecrets.AdminKey);
            foreach (var shown in ShownPages.Of(data))
            {
                await new ConsolePage(page, []).GoToAsync(shown.Path, shown.Heading);
            }

            overviews.Add(await TimeAsync(() => new ConsolePage(page, []).GoToAsync("", "Overview")));
        }

        var resident = ResidentMiB(console.Id);
        foreach (var (context, _) in pages)
        {
            await context.DisposeAsync();
        }

        overviews.Sort();
        Say($"ready after the start: {ready.TotalSeconds:F2} s (at most {MostUntilReady.TotalSeconds:F0} s)");
        Say($"first page after that: {firstPage.TotalSeconds:F2} s (at most {MostForAPage.TotalSeconds:F0} s)");
        Say($"overview in the browser, median of {People}: {overviews[People / 2].TotalSeconds:F2} s");
        Say($"resident: {alone:F0} MiB at the start, {resident:F0} MiB with {People} people who saw every page (at most {MostMiB:F0} MiB)");
        Assert.True(ready <= MostUntilReady && firstPage <= MostForAPage && resident <= MostMiB, "A target was missed.");
    }

    [Fact(Explicit = true)]
    public async Task LivePage_ThousandCallsASecondAndAnHourOfThem()
    {
        await using var source = await EventSource.StartAsync();
        var url = FreePort.FindUrl();
        await using var console = new ServiceProcess("FourRunr.ConsoleService", url, [$"--GATEWAY_PROXY_URL={source.Url}", $"--GATEWAY_CONSOLE_URL={url}"]);
        await console.StartAsync();
        var context = await browser.NewContextAsync(new Uri(url, "/console/"));
        var page = await context.NewPageAsync();
        await new ConsolePage(page, []).SignInAsync(TestSecrets.AdminKey);
        await new ConsolePage(page, []).GoToAsync("calls/live", "Live calls");
        await page.GetByText("connected", new() { Exact = true }).WaitForAsync();

        source.Rate = CallsInASecond;
        await page.Locator("table.list tbody tr").Nth(100).WaitForAsync();
        var (before, beforeCpu) = (source.Sent, Cpu(console.Id));
        await page.EvaluateAsync(WatchFrames);
        await page.WaitForTimeoutAsync((float)Watched.TotalMilliseconds);
        var frames = await page.EvaluateAsync<double[]>(ReadFrames);
        var sent = source.Sent - before;
        var cpu = (Cpu(console.Id) - beforeCpu) / Watched.TotalSeconds;
        Say($"{sent / Watched.TotalSeconds:F0} calls a second for {Watched.TotalSeconds:F0} s: {frames[0]:F0} tasks over 50 ms, the longest {frames[1]:F0} ms; time between frames p99 {frames[2]:F0} ms, at most {frames[3]:F0} ms; console {cpu:P0} of a core");

        var (memory, heap) = (ResidentMiB(console.Id), await HeapMiBAsync(page));
        source.Rate = null;
        var replayed = source.Sent;
        var clock = Stopwatch.StartNew();
        while (source.Sent - replayed < HourOfCalls)
        {
            await page.WaitForTimeoutAsync(1_000);
        }

        source.Rate = 0;
        var (memoryAfter, heapAfter) = (ResidentMiB(console.Id), await HeapMiBAsync(page));
        var rows = await page.Locator("table.list tbody tr").CountAsync();
        Say($"{HourOfCalls:N0} calls, an hour's worth, in {clock.Elapsed.TotalSeconds:F0} s: console {memory:F0} → {memoryAfter:F0} MiB resident, page {heap:F1} → {heapAfter:F1} MiB of script heap, {rows} rows shown");
        await context.DisposeAsync();
        Assert.True(rows <= 200 && memoryAfter <= MostMiB, "A target was missed.");
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> action)
    {
        var clock = Stopwatch.StartNew();
        await action();
        return clock.Elapsed;
    }

    private static double ResidentMiB(int process)
    {
        using var running = Process.GetProcessById(process);
        return running.WorkingSet64 / 1024.0 / 1024.0;
    }

    private static double Cpu(int process)
    {
        using var running = Process.GetProcessById(process);
        return running.TotalProcessorTime.TotalSeconds;
    }

    private static async Task<double> HeapMiBAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("HeapProfiler.collectGarbage");
        var usage = await session.SendAsync("Runtime.getHeapUsage");
        await session.DetachAsync();
        return usage?.GetProperty("usedSize").GetDouble() / 1024 / 1024 ?? 0;
    }

    private static void Say(FormattableString line)
    {
        var text = line.ToString(CultureInfo.InvariantCulture);
        TestContext.Current.SendDiagnosticMessage(text);
        if (Environment.GetEnvironmentVariable("FIGURES") is { Length: > 0 } file)
        {
            File.AppendAllText(file, text + Environment.NewLine);
        }
    }
}
