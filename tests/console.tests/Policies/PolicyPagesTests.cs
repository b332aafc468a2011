using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.WebConsole.Tests.Browsers;
using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.Policies;

public sealed class PolicyPagesTests(Browser browser) : IClassFixture<Browser>, IAsyncLifetime
{
    private const string Editor = "Policy, YAML or JSON";

    private ConsoleGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await ConsoleGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task NewPolicy_WithFaults_NamesTheirLinesAndIsSavedWhenTheyAreMended()
    {
        await using var console = await ConsolePage.SignedInAsync(browser, _gateway);
        var page = console.Page;
        await console.GoToAsync("policies/new?role=readers", "New policy");
        var text = page.GetByLabel(Editor);
        var template = await text.InputValueAsync();
        await text.FillAsync(template.Replace("requests: 10", "requests: 0", StringComparison.Ordinal).Replace("serpapi:search", "Not A Scope", StringComparison.Ordinal));
        await ClickAsync(page, "1. Check");
        var faults = page.GetByRole(AriaRole.Alert);
        await faults.GetByText("Line 6").WaitForAsync();
        await faults.GetByText("Line 8").WaitForAsync();
        await faults.GetByText("spec.rate_limit.requests").WaitForAsync();
        Assert.True(await page.GetByRole(AriaRole.Button, new() { Name = "3. Save and enforce" }).IsDisabledAsync());

        await text.FillAsync("name: [");
        await ClickAsync(page, "1. Check");
        await faults.GetByText("The YAML is malformed").WaitForAsync();
        await text.FillAsync(template);
        await ClickAsync(page, "1. Check");
        await page.GetByText("A new policy.").WaitForAsync();
        await ClickAsync(page, "3. Save as shadow");
        await console.HeadingAsync("readers-policy");
        await page.GetByText("only evaluated and recorded").WaitForAsync();
    }

    [Fact]
    public async Task Save_WhenSomebodyElseSavedMeanwhile_KeepsTheTextAndShowsBoth()
    {
        var policy = await MakeAsync("shared", "serpapi:search");
        await using var console = await ConsolePage.SignedInAsync(browser, _gateway);
        var page = console.Page;
        await console.GoToAsync($"policies/{policy.PolicyId}", "shared");
        var text = page.GetByLabel(Editor);
        await text.FillAsync((await text.InputValueAsync()).Replace("serpapi:search", "http_fetch:get", StringComparison.Ordinal));
        await ClickAsync(page, "1. Check");
        await page.GetByText("What changes").WaitForAsync();
        await ReplaceAsync(policy, "openai:chat");

        await ClickAsync(page, "3. Save and enforce");
        var both = page.GetByRole(AriaRole.Table, new() { Name = "Version 2 and My text, side by side" });
        await both.GetByText("openai:chat").WaitForAsync();
        await both.GetByText("http_fetch:get").WaitForAsync();
        Assert.Contains("http_fetch:get", await text.InputValueAsync(), StringComparison.Ordinal);
        Assert.Equal("openai:chat", (await GetAsync(policy)).Spec.Scopes.Single());

        await ClickAsync(page, "Go on with my text");
        await ClickAsync(page, "1. Check");
        await page.GetByText("What changes").WaitForAsync();
        await ClickAsync(page, "3. Save and enforce");
        await page.GetByText("Version 3 is saved").WaitForAsync();
        Assert.Equal("http_fetch:get", (await GetAsync(policy)).Spec.Scopes.Single());
    }

    [Fact]
    public async Task Versions_AreComparedAndRolledBackAndDeletionWantsTheName()
    {
        var policy = await MakeAsync("kept", "serpapi:search");
        await ReplaceAsync(policy, "http_fetch:get");
        await using var console = await ConsolePage.SignedInAsync(browser, _gateway);
        var page = console.Page;
        await console.GoToAsync($"policies/{policy.PolicyId}", "kept");

        await page.GetByLabel("Version 1 on the left").CheckAsync();
        await page.GetByLabel("Version 2 on the right").CheckAsync();
        await page.GetByRole(AriaRole.Table, new() { Name = "Version 1 and Version 2, side by side" }).GetByText("serpapi:search").WaitForAsync();
        await Axe.CheckAsync(page);
        await ClickAsync(page, "Roll back to version 1");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Roll back" }).ClickAsync();
        await page.GetByLabel("Version 3 on the left").WaitForAsync();
        Assert.Equal("serpapi:search", (await GetAsync(policy)).Spec.Scopes.Single());

        await ClickAsync(page, "Delete");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" })).ToBeDisabledAsync();
        await dialog.GetByLabel("Type kept to go on").FillAsync("kept");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await console.HeadingAsync("Policies");
        await page.GetByText("default").First.WaitForAsync();
        Assert.Equal(0, await page.GetByRole(AriaRole.Link, new() { Name = "kept", Exact = true }).CountAsync());
    }

    [Fact]
    public async Task Policy_WithAHostileName_IsTextInEveryColourAndWidth()
    {
        var name = "<img src=x onerror=alert(1)> gnp.exe <script>document.title='x'</script>";
        var policy = await MakeAsync(name, "serpapi:search");
        foreach (var (width, colours) in new[] { (1280, ColorScheme.Light), (1280, ColorScheme.Dark), (390, ColorScheme.Light) })
        {
            await using var console = await ConsolePage.SignedInAsync(browser, _gateway, width, colours);
            await console.GoToAsync("policies?role=nasty", "Policies");
            await console.Page.GetByText("gnp.exe").WaitForAsync();
            await Axe.CheckAsync(console.Page);
            await console.GoToAsync($"policies/{policy.PolicyId}", name);
            await console.Page.GetByLabel("Version 1 on the left").WaitForAsync();
            await Axe.CheckAsync(console.Page);
        }
    }

    [Fact]
    public async Task Pages_ForAnAuditor_ShowNothingThatChanges()
    {
        var policy = await MakeAsync("watched", "serpapi:search");
        var auditor = await _gateway.PostAsync<OperatorResponse>("/v1/operators", new CreateOperatorRequest("auditor", OperatorRole.Auditor));
        await using var console = await ConsolePage.OpenAsync(browser, _gateway);
        await console.SignInAsync(auditor.ApiKey!);

        await console.GoToAsync("policies", "Policies");
        await console.Page.GetByText("watched").WaitForAsync();
        Assert.Equal(0, await console.Page.GetByRole(AriaRole.Link, new() { Name = "New policy" }).CountAsync());
        await console.GoToAsync($"policies/{policy.PolicyId}", "watched");
        await console.Page.GetByLabel("Version 1 on the left").WaitForAsync();
        Assert.Equal(0, await console.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("Check|Simulate|Save|Delete|Roll") }).CountAsync());
        Assert.Equal(0, await console.Page.GetByLabel(Editor).CountAsync());
    }

    private static Task ClickAsync(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private Task<PolicyResponse> MakeAsync(string name, string scope) =>
        _gateway.PostAsync<PolicyResponse>("/v1/policies", new PolicyRequest(name, new PolicySpec { Scopes = [scope] }, Role: "nasty"));

    private async Task ReplaceAsync(PolicyResponse policy, string scope)
    {
        using var answer = await _gateway.Operator.PutAsJsonAsync(
            $"/v1/policies/{policy.PolicyId}", new PolicyRequest(policy.Name, new PolicySpec { Scopes = [scope] }, Role: "nasty"), GatewayJson.Tolerant);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<PolicyResponse> GetAsync(PolicyResponse policy) =>
        (await _gateway.Operator.GetFromJsonAsync<PolicyResponse>($"/v1/policies/{policy.PolicyId}", GatewayJson.Tolerant))!;
}
