using System.Net;
using FourRunr.Contracts;
using FourRunr.Invalidation;
using FourRunr.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.Policy.Tests.Decisions;

public sealed class AllowedScopesTests
{
    [Theory, BothBackends]
    public async Task List_OfARole_SaysWhatItsPoliciesAllowOfEachTool(Backend backend)
    {
        await using var catalog = await StandInCatalog.StartAsync();
        await using var service = await PolicyServiceUnderTest.StartAsync(backend, configure: null, catalog.Argument);

        Assert.Equal("serpapi:read http_fetch:read gmail_send:", await AskAsync(service, "scraper"));
        Assert.Equal("serpapi: http_fetch: gmail_send:read,write", await AskAsync(service, "engager"));
        Assert.Equal("serpapi: http_fetch: gmail_send:", await AskAsync(service, "nobody"));
    }

    [Fact]
    public async Task List_AfterAPolicyChanged_SaysWhatHoldsNow()
    {
        await using var catalog = await StandInCatalog.StartAsync();
        await using var service = await PolicyServiceUnderTest.StartAsync(configure: null, arguments: catalog.Argument);
        Assert.Equal("serpapi: http_fetch: gmail_send:", await AskAsync(service, "tester"));

        // Single actions count for the permission that they need; a deny takes away; an intent is still to be said.
        await service.CreateForRoleAsync("sends", "tester", "gmail_send:send", "http_fetch:*");
        await service.CreateAsync(new("not-get", new PolicySpec { Deny = ["http_fetch:get"] }, Role: "tester"));
        await service.CreateAsync(new("with-intent", new PolicySpec { Scopes = ["serpapi:*"], Intent = "research" }, Role: "tester"));
        await service.CreateAsync(new("tried-out", new PolicySpec { Scopes = ["*"] }, Role: "tester", Mode: PolicyMode.Shadow));
        Assert.Equal("serpapi:read http_fetch:read gmail_send:write", await AskAsync(service, "tester"));

        await service.CreateAsync(new("nothing", new PolicySpec { Deny = ["*"] }, AgentId: PolicyServiceUnderTest.AgentId));
        Assert.Equal("serpapi: http_fetch: gmail_send:", await AskAsync(service, "tester"));
    }

    [Fact]
    public async Task List_Catalog_IsRememberedUntilToolsChange()
    {
        await using var catalog = await StandInCatalog.StartAsync();
        await using var service = await PolicyServiceUnderTest.StartAsync(configure: null, arguments: catalog.Argument);
        await AskAsync(service, "scraper");
        await AskAsync(service, "engager");
        Assert.Equal(1, catalog.Asked);

        catalog.Actions = [new("serpapi", "search", "read"), new("weather", "today", "read")];
        await service.Services.GetRequiredService<IInvalidationChannel>().PublishAsync([InvalidationSubjects.Tools], CancellationToken.None);

        Assert.Equal("serpapi:read weather:", await AskAsync(service, "scraper"));
    }

    [Fact]
    public async Task List_ToolProxyAway_503AndNeverAGuess()
    {
        await using var catalog = await StandInCatalog.StartAsync();
        await using var service = await PolicyServiceUnderTest.StartAsync(configure: null, arguments: catalog.Argument);
        await catalog.StopAsync();

        using var response = await service.Proxy.PostJsonAsync("/v1/decisions/scopes", new AllowedScopesRequest(PolicyServiceUnderTest.AgentId, "scraper"));

        await response.MustBeAsync(GatewayErrors.DependencyUnavailable);
    }

    [Fact]
    public async Task List_ByAnybodyElse_Refused()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        foreach (var client in (HttpClient[])[service.Anyone, service.Admin, service.Auditor])
        {
            using var response = await client.PostJsonAsync("/v1/decisions/scopes", new AllowedScopesRequest(PolicyServiceUnderTest.AgentId, "scraper"));
            Assert.Contains(response.StatusCode, (HttpStatusCode[])[HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden]);
        }
    }

    private static async Task<string> AskAsync(PolicyServiceUnderTest service, string role)
    {
        using var response = await service.Proxy.PostJsonAsync("/v1/decisions/scopes", new AllowedScopesRequest(PolicyServiceUnderTest.AgentId, role));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.ReadAsync<AllowedScopesResponse>();
        return string.Join(' ', answer.Tools.Select(tool => $"{tool.Tool}:{string.Join(',', tool.Permissions)}"));
    }
}
