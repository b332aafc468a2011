using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Audit;

/// <summary>A misspelt filter must not show everything, and a time must not be guessed.</summary>
public sealed class CallQueryTests
{
    private static readonly string[] FormsOfOthers = ["/.well-known/", "/v1/models", "/openai/", "/anthropic/", "/v1/chat/", "/v1/responses/", "/v1/embeddings/", "/v1/messages/"];

    [Theory]
    [InlineData("calls?agnet_id=x", "agnet_id", "is unknown here; known: agent_id, agent, tool, outcome, result, rule, correlation_id, from, to, limit, cursor")]
    [InlineData("calls?outcome=nope", "outcome", "must be one of ok, cancelled, unfinished, access_denied, ")]
    [InlineData("calls?limit=abc", "limit", "must be a whole number")]
    [InlineData("calls?limit=", "limit", "must be a whole number")]
    [InlineData("calls?limit=1&limit=2", "limit", "must be given once")]
    [InlineData("calls?limit=201", "limit", "must be from 1 to 200")]
    [InlineData("calls?from=03/04/2026", "from", "must be a moment such as ")]
    [InlineData("calls?from=2026-11", "from", "must be a moment such as ")]
    [InlineData("calls?to=20:00", "to", "must be a moment such as ")]
    [InlineData("calls?to=2026-01-05T03:00:00", "to", "must be a moment such as ")]
    [InlineData("calls?tool=%00", "tool", "must not hold a NUL character")]
    [InlineData("calls/stream?outcme=ok", "outcme", "is unknown here; known: agent_id, tool, outcome")]
    [InlineData("calls/stream?outcome=OK", "outcome", "must be one of ok, ")]
    [InlineData("calls/summary?hours=1", "hours", "is unknown here; known: from, to, buckets")]
    [InlineData("audit/verify?since=2026-01-05", "since", "is unknown here; known: from, to")]
    [InlineData("audit/verify?from=monday", "from", "must be a moment such as ")]
    [InlineData("audit/export?to=1767582000", "to", "must be a moment such as ")]
    [InlineData("breakers?tool=serpapi", "tool", "is unknown here: this operation takes no query parameters")]
    public async Task Get_QueryThatIsNotKnown_400ThatNamesTheParameter(string path, string parameter, string message)
    {
        await using var gateway = await TestGateway.StartAsync();

        var problem = await (await gateway.Proxy.AdminClient().GetAsync($"/v1/admin/{path}")).MustBeAsync(GatewayErrors.BodyInvalid);

        Assert.Equal([parameter], problem.Errors!.Keys);
        Assert.StartsWith(message, Assert.Single(problem.Errors[parameter]), StringComparison.Ordinal);
        Assert.InRange(problem.Errors[parameter][0].Length, 1, 1_000);
    }

    [Theory]
    [InlineData("2026-01-05T03:00:00.123456789Z")]
    [InlineData("2026-01-05t03:00:00z")]
    [InlineData("2026-01-05T03:00:00%2B05:30")]
    [InlineData("2016-12-31T23:59:60Z")]
    [InlineData("2026-01-05")]
    public async Task Get_AnyMomentOfRfc3339_IsRead(string moment)
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.SearchAsync();

        Assert.Single(await gateway.RecordsAsync($"?from={moment}"));
        Assert.Empty(await gateway.RecordsAsync($"?to={moment}"));
        Assert.Equal(HttpStatusCode.OK, (await gateway.Proxy.AdminClient().GetAsync($"/v1/admin/audit/verify?from={moment}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Proxy.AdminClient().GetAsync($"/v1/admin/audit/export?to={moment}")).StatusCode);
    }

    [Fact]
    public async Task Get_ManyUnknownParameters_AnswerIsBounded()
    {
        await using var gateway = await TestGateway.StartAsync();
        var query = string.Join('&', Enumerable.Range(0, 500).Select(i => $"x{i}=1"));

        var problem = await (await gateway.Proxy.AdminClient().GetAsync($"/v1/admin/calls?{query}")).MustBeAsync(GatewayErrors.BodyInvalid);

        Assert.Equal(10, problem.Errors!.Count);
    }

    /// <summary>Also those that are added later.</summary>
    [Fact]
    public async Task EveryGet_UnknownParameter_400ThatNamesIt()
    {
        await using var gateway = await TestGateway.StartAsync();
        var operations = ReadingOperations.Of(gateway.Proxy)
            // Metadata for any client, as that of auth-service, and lists in the form of other APIs: clients add what they like.
            .Where(path => !FormsOfOthers.Any(start => path.StartsWith(start, StringComparison.Ordinal))).ToArray();

        Assert.Contains("/v1/admin/credentials/x", operations);
        foreach (var path in operations)
        {
            using var client = path switch
            {
                "/v1/tools" or "/v1/approvals/x" => gateway.Client(),
                "/v1/catalog" => gateway.Proxy.Client(TestSecrets.ServiceKey),
                _ => gateway.Proxy.AdminClient(),
            };
            var problem = await (await client.GetAsync($"{path}?no_such_parameter=1")).MustBeAsync(GatewayErrors.BodyInvalid);
            Assert.Equal(["no_such_parameter"], problem.Errors!.Keys);
        }
    }

    [Fact]
    public async Task Get_QueryOfStrangers_IsNotLookedAt()
    {
        await using var gateway = await TestGateway.StartAsync();

        await (await gateway.Client(null).GetAsync("/v1/admin/calls?agnet_id=x")).MustBeAsync(GatewayErrors.TokenMissing);
        await (await gateway.Client("garbage").GetAsync("/v1/tools?tool=x")).MustBeAsync(GatewayErrors.TokenInvalid);
        await (await gateway.Client().GetAsync("/v1/tools?tool=x")).MustBeAsync(GatewayErrors.BodyInvalid);
    }
}
