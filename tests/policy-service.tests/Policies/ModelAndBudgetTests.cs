using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Policy.Tests.Policies;

public sealed class ModelAndBudgetTests
{
    private const string Document = """
        name: p
        role: tester
        spec:
          scopes: ["*"]
          models: {allow: ["gpt-5*"], deny: [], max_output_tokens: 4096, default_output_tokens: 2048,
                   on_excess: clamp, max_input_tokens: 100000, max_choices: 1, server_tools: [], stream_filter: window}
          budgets:
          - {name: research, per: agent, unit: usd, limit: "25.00", window: {calendar: day, timezone: America/Toronto},
             scopes: ["openai:*", "serpapi:search"], alerts: [50, 80, 100], on_shortage: refuse}
          - {name: words, per: "tag:night", unit: tokens, limit: "100", window: {sliding: 24h}}
        """;

    [Theory, BothBackends]
    public async Task Create_ModelsAndBudgets_AreStoredReturnedAndDecidedWith(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        using var response = await service.Admin.PostYamlAsync("/v1/policies", Document);
        var created = await response.ReadAsync<PolicyResponse>();

        var stored = (await service.Auditor.GetFromJsonAsync<PolicyResponse>($"/v1/policies/{created.PolicyId}", GatewayJson.Strict))!;
        var decision = await service.DecideAsync("tester", "openai", "chat");

        Assert.Equal(Json(created.Spec), Json(stored.Spec));
        Assert.Equal((4096, StreamFilterMode.Window), (stored.Spec.Models!.MaxOutputTokens, stored.Spec.Models.StreamFilter));
        Assert.Equal(["gpt-5*"], stored.Spec.Models.Allow);
        Assert.Equal(["research", "words"], stored.Spec.Budgets!.Select(budget => budget.Name));
        Assert.Equal(Json(stored.Spec.Models), Json(Assert.Single(decision.Constraints!).Models));
        var budget = Assert.Single(decision.Budgets!);
        Assert.Equal((created.PolicyId, "p", 1), (budget.PolicyId, budget.PolicyName, budget.PolicyVersion));
        Assert.Equal(Json(stored.Spec.Budgets![0]), Json(budget.Budget));
        Assert.Equal(["words"], (await service.DecideAsync("tester", "http_fetch", "get", tags: ["night"])).Budgets!.Select(item => item.Budget.Name));
        Assert.Null((await service.DecideAsync("tester", "http_fetch", "get")).Budgets);
    }

    [Fact]
    public async Task Apply_TheSameDocumentAgain_ChangesNothing()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var first = await service.Admin.PostYamlAsync("/v1/policies/apply", Document);
        using var second = await service.Admin.PostYamlAsync("/v1/policies/apply", Document);
        using var third = await service.Admin.PostYamlAsync("/v1/policies/apply", Document.Replace("4096", "4097", StringComparison.Ordinal));

        Assert.Equal((1, 1), ((await first.ReadAsync<ApplyResponse>()).Created, (await second.ReadAsync<ApplyResponse>()).Unchanged));
        Assert.Equal(["spec.models.max_output_tokens"], (await third.ReadAsync<ApplyResponse>()).Changes.Single().Fields!.Select(field => field.Path));
    }

    [Fact]
    public async Task Create_BadModelsAndBudgets_EveryMistakeIsNamedWithItsPath()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await service.Admin.PostYamlAsync("/v1/policies", """
            name: p
            role: tester
            spec:
              response_filters: {block_patterns: ["a+"]}
              models: {max_choices: 0, stream_filter: window}
              budgets: [{name: B, limit: 5, window: {sliding: 1y}}, {per: nobody}]
            """);

        Assert.Equal(
            [
                "spec.budgets[0].limit", "spec.budgets[0].name", "spec.budgets[0].window.sliding", "spec.budgets[1].limit", "spec.budgets[1].name",
                "spec.budgets[1].per", "spec.budgets[1].window", "spec.models.max_choices", "spec.models.stream_filter",
            ],
            (await response.MustBeAsync(GatewayErrors.BodyInvalid)).Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Explain_EffectivePolicy_ShowsBudgetsOfEveryPolicy()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        using var response = await service.Admin.PostYamlAsync("/v1/policies", Document);
        await response.ReadAsync<PolicyResponse>();

        var answer = await service.Auditor.AskAsync<ExplainResponse>("/v1/decisions/explain", $$"""
            {"agent_id": "{{PolicyServiceUnderTest.AgentId}}", "role": "tester", "tags": ["night"], "tool": "openai", "action": "chat", "model": "gpt-5"}
            """);

        Assert.True(answer.Verdict.Allowed);
        Assert.Equal(["research", "words"], answer.EffectivePolicy.Budgets.Select(budget => budget.Budget.Name));
        Assert.Equal(4096, Assert.Single(answer.EffectivePolicy.Constraints).Models!.MaxOutputTokens);
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, GatewayJson.Strict);
}
