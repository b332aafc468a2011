using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.WebConsole.Tests.Pages;

/// <summary>A gateway whose console is not there.</summary>
public sealed class ConsoleAwayTests
{
    [Fact]
    public async Task Console_IsAway_SaysSoAndTheGatewayWorks()
    {
        await using var gateway = await RunningGateway.StartAsync(Backend.Embedded, settings: [$"--GATEWAY_CONSOLE_URL={FreePort.FindUrl()}"]);
        using var client = gateway.Proxies[0].Client();

        var answer = await client.GetAsync("/console/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains(GatewayErrors.DependencyUnavailable.Code, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var admin = gateway.Operator;
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/v1/operators/me")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task Console_IsOff_BrowsersGetTheApiReferenceAndNothingIsForwarded()
    {
        await using var gateway = await RunningGateway.StartAsync(Backend.Embedded, settings: ["--GATEWAY_CONSOLE=off"]);
        using var browser = gateway.Proxies[0].Client();
        browser.DefaultRequestHeaders.Add("Accept", "text/html");

        Assert.Equal("/scalar", (await browser.GetAsync("/")).Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/console/")).StatusCode);
    }

    [Fact]
    public async Task FrontPage_ForABrowser_IsTheConsole()
    {
        await using var gateway = await RunningGateway.StartAsync(Backend.Embedded);
        using var browser = gateway.Proxies[0].Client();
        browser.DefaultRequestHeaders.Add("Accept", "text/html");

        Assert.Equal("/console/", (await browser.GetAsync("/")).Headers.Location?.OriginalString);
    }
}
