using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Policy.Tests.Policies;

public sealed class PolicyAccessTests
{
    private const string Policy = """{"name": "p", "role": "tester", "spec": {}}""";
    private const string Default = "/v1/policies/pol_00000000000070008000000000000001";

    private static readonly (HttpMethod Method, string Path, string? Body)[] Writes =
    [
        (HttpMethod.Post, "/v1/policies", Policy),
        (HttpMethod.Put, Default, Policy),
        (HttpMethod.Delete, Default, null),
        (HttpMethod.Post, $"{Default}/rollback", """{"version": 1}"""),
        (HttpMethod.Post, "/v1/policies/apply?dry_run=true", $$"""{"policies": [{{Policy}}]}"""),
    ];

    private static readonly (HttpMethod Method, string Path, string? Body)[] Reads =
    [
        (HttpMethod.Get, "/v1/policies", null),
        (HttpMethod.Get, Default, null),
        (HttpMethod.Get, $"{Default}/versions", null),
        (HttpMethod.Post, "/v1/policies/test", """{"tests": [{"name": "t", "given": {"role": "r", "tool": "t", "action": "a"}, "expect": {"effect": "deny"}}]}"""),
        (HttpMethod.Post, "/v1/decisions/explain", $$"""{"agent_id": "{{PolicyServiceUnderTest.AgentId}}", "tool": "t", "action": "a"}"""),
    ];

    private static readonly (HttpMethod Method, string Path, string? Body)[] Decisions =
    [
        (HttpMethod.Post, "/v1/decisions", """{"agent_id": "a", "role": "scraper", "tool": "serpapi", "action": "search"}"""),
    ];

    [Fact]
    public async Task EveryOperation_WithoutOrWithAnUnknownCredential_Unauthorized()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        using var stranger = new HttpRequestMessage(HttpMethod.Get, "/v1/policies");
        stranger.Headers.TryAddWithoutValidation("Authorization", "Bearer nobody");

        await AssertAsync(service.Anyone, [.. Writes, .. Reads, .. Decisions], GatewayErrors.TokenMissing);
        using var refused = await service.Anyone.SendAsync(stranger);
        await refused.MustBeAsync(GatewayErrors.TokenInvalid);
    }

    [Fact]
    public async Task Auditor_WritesAndDecisions_ForbiddenAndReadsAllowed()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        await AssertAsync(service.Auditor, Writes, GatewayErrors.AccessDenied);
        await AssertAsync(service.Auditor, Decisions, GatewayErrors.AccessDenied);
        foreach (var (method, path, body) in Reads)
        {
            using var response = body is null
                ? await service.Auditor.SendAsync(new HttpRequestMessage(method, path))
                : await service.Auditor.SendJsonAsync(method, path, body);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Admin_Decisions_Forbidden()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        await AssertAsync(service.Admin, Decisions, GatewayErrors.AccessDenied);
    }

    [Fact]
    public async Task Service_Policies_Forbidden()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        await AssertAsync(service.Proxy, [.. Writes, .. Reads], GatewayErrors.AccessDenied);
    }

    private static async Task AssertAsync(HttpClient client, (HttpMethod Method, string Path, string? Body)[] operations, ErrorKind kind)
    {
        foreach (var (method, path, body) in operations)
        {
            using var response = body is null
                ? await client.SendAsync(new HttpRequestMessage(method, path))
                : await client.SendJsonAsync(method, path, body);
            await response.MustBeAsync(kind);
        }
    }
}
