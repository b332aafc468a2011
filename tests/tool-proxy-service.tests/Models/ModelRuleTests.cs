using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models;

/// <summary>What policies say about models.</summary>
public sealed class ModelRuleTests
{
    [Theory, BothBackends]
    public async Task Ask_Denied_IsRefusedWhetherThereIsSuchAModelOrNot(Backend backend)
    {
        await using var models = await ModelGateway.StartAsync(backend);
        models.Rule("""{"allow":["gpt-*"],"deny":["gpt-5"]}""");

        foreach (var model in (string[])["gpt-5", "fast", "nobodys"])
        {
            var refused = await (await models.AskAsync(model)).MustRefuseAsync(GatewayErrors.ModelDenied);
            Assert.StartsWith("models.", refused.GetProperty("rule").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await models.AskAsync("gpt-4.1")).StatusCode);
        Assert.Single(models.One.Received);
        var denied = (await models.Gateway.RecordsAsync()).First(record => record.Outcome == "model_denied");
        Assert.Equal(("pol_c", 7), (denied.PolicyId, denied.PolicyVersion));
    }

    [Fact]
    public async Task Ask_UnknownModelOrDialect_Is404()
    {
        await using var models = await ModelGateway.StartAsync();

        await (await models.AskAsync("nobodys")).MustRefuseAsync(GatewayErrors.ModelNotFound);
        await (await models.AskAsync("claude-sonnet")).MustRefuseAsync(GatewayErrors.ModelNotFound);
        await (await models.PostAsync("/v1/messages", """{"model":"gpt-5","max_tokens":1,"messages":[]}""")).MustRefuseAsync(GatewayErrors.ModelNotFound);
        Assert.Empty(models.One.Received);
    }

    [Theory]
    [InlineData("", 300)]
    [InlineData(",\"max_tokens\":200", 200)]
    [InlineData(",\"max_tokens\":2000", 500)]
    [InlineData(",\"max_completion_tokens\":2000", 500)]
    [InlineData(",\"max_completion_tokens\":600,\"max_tokens\":100", 100)]
    [InlineData(",\"max_completion_tokens\":null", 300)]
    public async Task Ask_OutputCap_IsSentAndClamped(string asked, int sent)
    {
        await using var models = await ModelGateway.StartAsync();
        models.Rule("""{"max_output_tokens":500,"default_output_tokens":300}""");

        Assert.Equal(HttpStatusCode.OK, (await models.AskAsync(more: asked)).StatusCode);

        var body = ModelGateway.Sent(models.One);
        Assert.Equal(sent, (int?)body["max_completion_tokens"]);
        Assert.Null(body["max_tokens"]);
    }

    [Fact]
    public async Task Ask_OutputCapOfOtherEndpoints_IsTheirMember()
    {
        await using var models = await ModelGateway.StartAsync();
        models.Rule("""{"max_output_tokens":500}""");

        await models.PostAsync("/v1/responses", """{"model":"gpt-5","input":"hi","max_output_tokens":9000}""");
        await models.AskAnnAsync();
        await models.PostAsync("/v1/messages", """{"model":"claude-sonnet","messages":[]}""");
        await models.PostAsync("/v1/messages/count_tokens", """{"model":"claude-sonnet","messages":[]}""");
        await models.PostAsync("/v1/embeddings", """{"model":"gpt-5","input":"a"}""");

        Assert.Equal([500, null], models.One.Received.Select(request => (int?)System.Text.Json.Nodes.JsonNode.Parse(request.Body)!["max_output_tokens"]));
        Assert.Equal([100, 500, null], models.Ann.Received.Select(request => (int?)System.Text.Json.Nodes.JsonNode.Parse(request.Body)!["max_tokens"]));
    }

    [Theory]
    [InlineData("""{"max_output_tokens":500,"on_excess":"refuse"}""", ",\"max_tokens\":501", "max_tokens_too_large")]
    [InlineData("""{"max_choices":2}""", ",\"n\":3", "model_denied")]
    [InlineData("""{"max_input_tokens":100}""", ",\"metadata\":{\"x\":\"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\"}", "model_denied")]
    [InlineData("""{"server_tools":[]}""", ",\"web_search_options\":{}", "model_denied")]
    [InlineData("""{"server_tools":["web_search"]}""", ",\"tools\":[{\"type\":\"code_interpreter\"}]", "model_denied")]
    public async Task Ask_MoreThanAllowed_IsRefusedAndAsksNobody(string rules, string more, string code)
    {
        await using var models = await ModelGateway.StartAsync();
        models.Rule(rules);

        await (await models.AskAsync(more: more)).MustRefuseAsync(GatewayErrors.ByCode[code]);

        Assert.Empty(models.One.Received);
    }

    [Theory]
    [InlineData("""{"max_output_tokens":500,"on_excess":"refuse"}""", ",\"max_tokens\":500")]
    [InlineData("""{"max_choices":2}""", ",\"n\":2")]
    [InlineData("""{"max_input_tokens":10000}""", "")]
    [InlineData("""{"server_tools":[]}""", ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"} }]")]
    [InlineData("""{"server_tools":["web_search"]}""", ",\"web_search_options\":{}")]
    public async Task Ask_WhatIsAllowed_IsAnswered(string rules, string more)
    {
        await using var models = await ModelGateway.StartAsync();
        models.Rule(rules);

        Assert.Equal(HttpStatusCode.OK, (await models.AskAsync(more: more)).StatusCode);
    }

    [Fact]
    public async Task AskMessages_ToolOfTheProvider_MayBeNamedWithoutItsDate()
    {
        await using var models = await ModelGateway.StartAsync();
        models.Rule("""{"server_tools":["web_search"]}""");

        var allowed = await models.AskAnnAsync(",\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"},{\"name\":\"mine\",\"input_schema\":{} },{\"type\":\"bash_20250124\",\"name\":\"bash\"}]");
        var denied = await models.AskAnnAsync(",\"tools\":[{\"type\":\"code_execution_20250522\",\"name\":\"code_execution\"}]");
        var server = await models.AskAnnAsync(",\"mcp_servers\":[]");

        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        await denied.MustRefuseAsync(GatewayErrors.ModelDenied);
        await server.MustRefuseAsync(GatewayErrors.ModelDenied);
    }

    [Fact]
    public async Task Ask_GuardOfAParameter_SeesTheTextsOfMessages()
    {
        await using var models = await ModelGateway.StartAsync();
        models.Gateway.Decide = question => Testing.TestGateway.Constrained(
            question, "\"guards\":{\"params\":{\"openai:chat\":{\"messages[].content\":{\"pattern\":\"[a-z]*\"}}}}");

        var refused = await models.PostAsync("/v1/chat/completions", """{"model":"gpt-5","messages":[{"role":"user","content":"a@b.example"}]}""");

        await refused.MustRefuseAsync(GatewayErrors.GuardDenied);
        Assert.Equal(HttpStatusCode.OK, (await models.AskAsync()).StatusCode);
        Assert.Single(models.One.Received);
    }

    [Fact]
    public async Task CallTool_ThatAsksAModel_IsHeldByTheSameRules()
    {
        await using var models = await ModelGateway.StartAsync();
        models.Rule("""{"deny":["gpt-5"]}""");

        var denied = await models.Gateway.CallAsync("openai/chat", """{"model":"gpt-5","input":"hi"}""");
        var allowed = await models.Gateway.CallAsync("openai/chat", """{"model":"gpt-4.1","input":"hi"}""");

        await denied.MustBeAsync(GatewayErrors.ModelDenied);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }
}
