using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.Testing;
using FourRunr.WebConsole.Tests.Browsers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.Audit;

public sealed class AuditPageTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Verify_NamesTheRowThatWasAltered_AndLeadsToItsCall()
    {
        await using var gateway = await ConsoleGateway.StartAsync();
        var traffic = await Traffic.StartAsync(gateway, "finder");
        await traffic.SearchAsync();
        await traffic.SearchAsync("tea");
        await traffic.SearchAsync("milk");
        var calls = await gateway.Operator.GetAsync<Page<CallRecordResponse>>("/v1/admin/calls");
        var auditor = await gateway.PostAsync<OperatorResponse>("/v1/operators", new CreateOperatorRequest("auditor", OperatorRole.Auditor));
        // Calls, and what operators and the gateway itself changed.
        await gateway.Operator.GetAsync<Page<OperatorChangeResponse>>("/v1/admin/changes");
        var rows = (await gateway.Operator.GetAsync<AuditReportResponse>("/v1/admin/audit/verify")).Rows;
        await using var console = await ConsolePage.OpenAsync(browser, gateway);
        await console.SignInAsync(auditor.ApiKey!);
        await console.GoToAsync("audit", "Audit");
        var page = console.Page;

        await page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await page.GetByText("Intact", new() { Exact = true }).WaitForAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync($"{rows} rows read");
        await Assertions.Expect(page.GetByLabel("export commands", new() { Exact = true })).ToContainTextAsync($"{gateway.Gateway.Url}v1/admin/audit/export?from=");
        await page.GetByText("BEGIN PUBLIC KEY").WaitForAsync();

        const string Alter = "UPDATE audit_entries SET entry = REPLACE(entry, 'tea', 'gin') WHERE call_id = @CallId";
        await gateway.Gateway.Proxies[0].Services.GetRequiredService<Database>().ExecuteAsync(Alter, new { calls.Items[1].CallId }, TestContext.Current.CancellationToken);
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await page.GetByText("1 findings").Or(page.GetByText("2 findings")).WaitForAsync();
        await Axe.CheckAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = calls.Items[1].CallId }).First.ClickAsync();
        await console.HeadingAsync("Call");
        await page.GetByText("altered", new() { Exact = true }).WaitForAsync();
    }
}
