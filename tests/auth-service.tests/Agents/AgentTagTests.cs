using System.Net;
using System.Net.Http.Json;
using FourRunr.Auth.OAuth;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.Agents;

public sealed class AgentTagTests
{
    [Theory, BothBackends]
    public async Task Create_WithTags_AreKeptInOneOrderAndShown(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);

        var created = await (await PostAsync(host, ["research", "9-to_5", "night"])).ReadAsync<AgentResponse>(HttpStatusCode.Created);

        Assert.Equal(["9-to_5", "night", "research"], created.Tags);
        Assert.Equal(created.Tags, (await (await host.Admin.GetAsync($"/v1/agents/{created.AgentId}")).ReadAsync<AgentResponse>()).Tags);
        Assert.Equal(created.Tags, (await (await host.Admin.GetAsync("/v1/agents")).ReadAsync<Page<AgentResponse>>()).Items.Single().Tags);
    }

    [Theory, BothBackends]
    public async Task Update_Tags_IntrospectionOfExistingTokensAnswersThem(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var agent = await host.CreateAgentAsync();
        var token = await host.IssueAsync(agent.AgentId);
        Assert.Null((await host.IntrospectAsync(token.Token)).Tags);

        await host.UpdateAgentAsync(agent.AgentId, new(Tags: ["research", "night"]));
        Assert.Equal(["night", "research"], (await host.IntrospectAsync(token.Token)).Tags);

        var other = await host.UpdateAgentAsync(agent.AgentId, new(Role: "enricher"));
        Assert.Equal(("enricher", 2), (other.Role, other.Tags?.Count));

        Assert.Null((await host.UpdateAgentAsync(agent.AgentId, new(Tags: []))).Tags);
        Assert.Null((await host.IntrospectAsync(token.Token)).Tags);
    }

    [Fact]
    public async Task Update_TagsOfAnUnknownAgent_404()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);

        var response = await host.Admin.PatchAsJsonAsync("/v1/agents/agt_00000000000000000000000000000000", new UpdateAgentRequest(Tags: ["a"]), GatewayJson.Strict);

        await response.MustBeAsync(GatewayErrors.NotFound);
    }

    [Theory]
    [InlineData("Research")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("a,b,a")]
    [InlineData("0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20")]
    public async Task CreateAndUpdate_BadTags_AreRefusedByName(string list)
    {
        var tags = list.Split(',');
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        var agent = await host.CreateAgentAsync();

        var created = await (await PostAsync(host, tags)).MustBeAsync(GatewayErrors.BodyInvalid);
        var updated = await (await host.Admin.PatchAsJsonAsync($"/v1/agents/{agent.AgentId}", new UpdateAgentRequest(Tags: tags), GatewayJson.Strict))
            .MustBeAsync(GatewayErrors.BodyInvalid);

        Assert.Equal(["tags"], created.Errors!.Keys);
        Assert.Equal(["tags"], updated.Errors!.Keys);
    }

    [Fact]
    public async Task Create_LongestAndMostTags_Accepted()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);

        var created = await PostAsync(host, [.. Enumerable.Range(10, 20).Select(number => $"{new string('a', 62)}{number}")]);

        Assert.Equal(20, (await created.ReadAsync<AgentResponse>(HttpStatusCode.Created)).Tags!.Count);
    }

    [Fact]
    public async Task Update_ByAnAuditor_Refused()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        var agent = await host.CreateAgentAsync();
        using var client = host.Service.Client(await host.CreateOperatorKeyAsync(OperatorRole.Auditor));

        var response = await client.PatchAsJsonAsync($"/v1/agents/{agent.AgentId}", new UpdateAgentRequest(Tags: ["a"]), GatewayJson.Strict);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Token_OfAnAgentWithTags_IsForWhatTheirPoliciesAllow()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        var agent = await host.CreateAgentAsync();
        await host.UpdateAgentAsync(agent.AgentId, new(Tags: ["research", "night"]));

        using var key = Assertions.KeyOf(agent);
        await (await host.RequestTokenAsync(Assertions.Make(agent.AgentId, key, host.Now))).ReadAsync<OAuthTokenResponse>();

        var question = Assert.Single(host.Policies.Questions);
        Assert.Equal((agent.AgentId, "scraper"), (question.AgentId, question.Role));
        Assert.Equal(["night", "research"], question.Tags);
    }

    private static Task<HttpResponseMessage> PostAsync(AuthHost host, string[] tags) =>
        host.Admin.PostAsync("/v1/agents", new CreateAgentRequest("Ada", "scraper", PublicKeyPem: AgentKeys.Get(0).PublicPem, Tags: tags));
}
