using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.WebConsole.Tests.Browsers;
using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.Approvals;

/// <summary>Calls that wait for people, from the inbox to the answer of the tool.</summary>
public sealed class ApprovalPagesTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Call_ThatWaits_IsSeenWholeApprovedAndMade()
    {
        await using var gateway = await ConsoleGateway.StartAsync();
        var spec = new PolicySpec
        {
            Scopes = ["gmail_send:send"],
            Approvals = [new ApprovalSpec { Name = "mails", Scopes = ["gmail_send:send"], ReasonRequired = true }],
        };
        await gateway.PostAsync<PolicyResponse>("/v1/policies", new PolicyRequest("writers", spec, Role: "writer"));
        var agent = await gateway.PostAsync<AgentResponse>("/v1/agents", new CreateAgentRequest("<b>writer</b>", "writer"));
        var issued = await gateway.PostAsync<TokenIssued>($"/v1/agents/{agent.AgentId}/tokens", new IssueTokenRequest(["*"], ["*"]));
        using var caller = gateway.Gateway.Proxies[0].Client(issued.Token);
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(caller, "<script>alert(1)</script>"));
        await using var console = await ConsolePage.SignedInAsync(browser, gateway);
        var page = console.Page;

        await console.GoToAsync("approvals", "Approvals");
        await Axe.CheckAsync(page);
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "<b>writer</b>" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await console.HeadingAsync("Approval");
        await Assertions.Expect(page.GetByLabel("parameters")).ToContainTextAsync("<script>alert(1)</script>");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Approve this call" })).ToBeDisabledAsync();
        await Axe.CheckAsync(page);
        await page.GetByLabel("Reason").FillAsync("A customer.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve this call" }).ClickAsync();
        await page.GetByText("approved", new() { Exact = true }).WaitForAsync();
        await page.GetByText("A customer.").WaitForAsync();

        Assert.Equal(HttpStatusCode.OK, await SendAsync(caller, "<script>alert(1)</script>"));
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(caller, "another text"));
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient caller, string text)
    {
        using var answer = await caller.PostAsJsonAsync("/v1/tools/gmail_send/send", new { to = "ann@example.org", subject = "Hello", text });
        return answer.StatusCode;
    }
}
