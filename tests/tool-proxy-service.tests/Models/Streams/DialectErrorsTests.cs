using FourRunr.Contracts;
using FourRunr.ToolProxy.Models.Streams;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models.Streams;

public sealed class DialectErrorsTests
{
    [Fact]
    public void Body_AnyRefusal_IsErrorOfBothDialectsAndProblem()
    {
        var refusal = new Refusal(GatewayErrors.BudgetExceeded, "Spent: \"research\".") { Rule = "budgets research" };

        var body = JsonNode.Parse(DialectErrors.Body(refusal.ToProblem().ToProblem("cor_1")))!;

        Assert.Equal("error", (string?)body["type"]);
        Assert.Equal("billing_error", (string?)body["error"]!["type"]);
        Assert.Equal("budget_exceeded", (string?)body["error"]!["code"]);
        Assert.StartsWith("Spent: \"research\". Wait until", (string?)body["error"]!["message"], StringComparison.Ordinal);
        Assert.True(body["error"]!.AsObject().ContainsKey("param"));
        Assert.Equal("budget_exceeded", (string?)body["error"]!["details"]!["error_code"]);
        Assert.Equal(402, (int?)body["status"]);
        Assert.Equal("budget_exceeded", (string?)body["code"]);
        Assert.Equal("cor_1", (string?)body["correlation_id"]);
        Assert.Equal("budgets research", (string?)body["rule"]);
    }

    [Fact]
    public void Body_EveryCode_HasATypeThatClientsKnow()
    {
        string[] known =
        [
            "invalid_request_error", "authentication_error", "billing_error", "permission_error", "not_found_error", "request_too_large",
            "rate_limit_error", "api_error", "overloaded_error", "timeout_error",
        ];

        foreach (var kind in GatewayErrors.ByCode.Values)
        {
            var body = JsonNode.Parse(DialectErrors.Body(new Refusal(kind).ToProblem().ToProblem("c")))!;

            Assert.Contains((string?)body["error"]!["type"], known);
        }
    }

    [Theory]
    [InlineData(nameof(ModelDialect.ChatCompletions), "data: {\"error\":{")]
    [InlineData(nameof(ModelDialect.Responses), "event: error\ndata: {\"type\":\"error\",\"code\":\"upstream_failed\",\"message\":\"It broke off.")]
    [InlineData(nameof(ModelDialect.Messages), "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\"")]
    public void Event_OfADialect_IsOneFrame(string name, string begin)
    {
        var sent = Encoding.UTF8.GetString(DialectErrors.Event(Enum.Parse<ModelDialect>(name), new Refusal(GatewayErrors.UpstreamFailed, "It broke off."), 7));

        Assert.StartsWith(begin, sent, StringComparison.Ordinal);
        Assert.EndsWith("}\n\n", sent, StringComparison.Ordinal);
        Assert.Equal(name == nameof(ModelDialect.Responses), sent.Contains("\"sequence_number\":7", StringComparison.Ordinal));
        Assert.Single(ReceivedEvents.Of(sent).Events);
    }
}
