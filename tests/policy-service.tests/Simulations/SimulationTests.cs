using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Policy.Tests.Simulations;

public sealed class SimulationTests
{
    private const string Range = "\"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2026-02-01T00:00:00Z\"";
    private static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Theory, BothBackends]
    public async Task Simulate_DraftInPlaceOfAStoredPolicy_SaysWhatItWouldChange(Backend backend)
    {
        await using var proxy = await StandInToolProxy.StartAsync(
        [
            Call(9, "serpapi", "search", """{"num": 50}"""),
            Call(8, "serpapi", "search", """{"num": 5}"""),
            Call(7, "openai", "chat", outcome: "scope_denied", status: 403),
            Call(6, "gmail_send", "send", outcome: "scope_denied", status: 403),
            Call(5, "serpapi", "search"),
            Call(0, "serpapi", "search", """{"num": "[number]"}"""),
            Call(4, "nothing", "at_all", outcome: "tool_unknown", status: 404),
            Call(3, "serpapi", "search", outcome: "token_expired", status: 401),
            Call(2, "serpapi", "search", outcome: "token_invalid", status: 401) with { AgentId = null, Role = null },
            Call(1, "serpapi", "search", """{"num": 50}""") with { Role = "another" },
        ]);
        await using var service = await PolicyServiceUnderTest.StartAsync(backend, arguments: proxy.Argument);
        var policy = await service.CreateForRoleAsync("p", "tester", "serpapi:*");

        var answer = await service.Auditor.AskAsync<SimulateResponse>("/v1/policies/simulate", $$$"""
            {"policy_id": "{{{policy.PolicyId}}}", {{{Range}}}, "draft": {"name": "p", "role": "tester", "mode": "shadow",
              "spec": {"scopes": ["serpapi:*", "openai:*"], "guards": {"params": {"serpapi:*": {"num": {"max": 20} } } } } } }
            """);

        Assert.Equal((10, false, 3, 1, 1), (answer.Replayed, answer.LimitReached, answer.Unchanged, answer.NewlyAllowed, answer.NewlyDenied));
        Assert.Equal(new NotJudged(Unidentified: 2, UnknownTool: 1, WithoutParameters: 2), answer.NotJudged);
        var denied = Assert.Single(answer.NewlyDeniedCalls);
        Assert.Equal((Id(9), "allow serpapi:*", "guards.params serpapi:* num"), (denied.CallId, denied.Before.Rule, denied.After.Rule));
        Assert.Equal((1, 2), (denied.Before.PolicyVersion!.Value, denied.After.PolicyVersion!.Value));
        var allowed = Assert.Single(answer.NewlyAllowedCalls);
        Assert.Equal((Id(7), "default deny", "allow openai:*"), (allowed.CallId, allowed.Before.Rule, allowed.After.Rule));
        Assert.All(proxy.Bearers, bearer => Assert.Equal($"Bearer {StandInAuthService.AuditorKey}", bearer));
        Assert.Equal(1, (await service.DecideAsync("tester", "serpapi", "search")).PolicyVersion);
    }

    [Fact]
    public async Task Simulate_NewDraft_IsAddedAndJudgedAtTheTimeOfEachCall()
    {
        await using var proxy = await StandInToolProxy.StartAsync(
            [Call(2, "serpapi", "search"), Call(1, "serpapi", "search") with { OccurredAt = Noon.AddHours(10) }]);
        await using var service = await PolicyServiceUnderTest.StartAsync(arguments: proxy.Argument);
        await service.CreateForRoleAsync("p", "tester", "serpapi:*");

        var answer = await service.Auditor.AskAsync<SimulateResponse>("/v1/policies/simulate", $$$"""
            { {{{Range}}}, "draft": {"name": "hours", "role": "tester", "spec": {"schedule": {"timezone": "UTC", "hours": "09:00-17:00"} } } }
            """);

        Assert.Equal((1, 1), (answer.Unchanged, answer.NewlyDenied));
        Assert.Equal((Id(1), "schedule_denied"), (answer.NewlyDeniedCalls[0].CallId, answer.NewlyDeniedCalls[0].After.Code));
    }

    [Fact]
    public async Task Simulate_DraftForATagAboutModels_JudgesByTheTagsAndModelsOnRecord()
    {
        await using var proxy = await StandInToolProxy.StartAsync(
        [
            Call(4, "openai", "chat") with { Tags = ["research"], Model = "gpt-4" },
            Call(3, "openai", "chat") with { Tags = ["night", "research"], Model = "gpt-5" },
            Call(2, "openai", "chat") with { Model = "gpt-4" },
            Call(1, "serpapi", "search") with { Tags = ["research"] },
        ]);
        await using var service = await PolicyServiceUnderTest.StartAsync(arguments: proxy.Argument);
        await service.CreateForRoleAsync("p", "tester", "*");
        await service.CreateAsync(new PolicyRequest("n", new PolicySpec { Deny = ["openai:chat"] }, Tag: "night"));

        var answer = await service.Auditor.AskAsync<SimulateResponse>("/v1/policies/simulate", $$$"""
            { {{{Range}}}, "draft": {"name": "d", "tag": "research", "spec": {"models": {"allow": ["gpt-5*"]} } } }
            """);

        Assert.Equal((3, 1, 0), (answer.Unchanged, answer.NewlyDenied, answer.NewlyAllowed));
        Assert.Equal((Id(4), "model_denied", "models.allow"), (answer.NewlyDeniedCalls[0].CallId, answer.NewlyDeniedCalls[0].After.Code, answer.NewlyDeniedCalls[0].After.Rule));
    }

    [Fact]
    public async Task Simulate_RequestFilters_AreNotJudgedWithoutTheTextsOfTheRequest()
    {
        await using var proxy = await StandInToolProxy.StartAsync(
        [
            Call(3, "openai", "chat", """{"model": "gpt-5", "messages": [{"role": "user", "content": "[12 characters]"}]}""") with { Model = "gpt-5" },
            Call(2, "openai", "chat") with { Model = "gpt-5" },
            Call(1, "serpapi", "search", """{"q": "[12 characters]"}"""),
        ]);
        await using var service = await PolicyServiceUnderTest.StartAsync(arguments: proxy.Argument);
        await service.CreateForRoleAsync("p", "tester", "*");

        var answer = await service.Auditor.AskAsync<SimulateResponse>("/v1/policies/simulate", $$$"""
            { {{{Range}}}, "draft": {"name": "d", "role": "tester", "spec": {"request_filters": {"block_pii": ["email"]} } } }
            """);

        Assert.Equal((1, 0, 0, 2), (answer.Unchanged, answer.NewlyDenied, answer.NewlyAllowed, answer.NotJudged.WithoutParameters));
    }

    [Fact]
    public async Task Simulate_ManyRecords_ReadsPageByPageUpToTheLimitAndListsAHundred()
    {
        await using var proxy = await StandInToolProxy.StartAsync([.. Enumerable.Range(0, 700).Reverse().Select(i => Call(i, "openai", "chat"))]);
        await using var service = await PolicyServiceUnderTest.StartAsync(arguments: proxy.Argument);
        const string draft = """ "draft": {"name": "d", "role": "tester", "spec": {"scopes": ["*"]}} """;

        var some = await service.Auditor.AskAsync<SimulateResponse>("/v1/policies/simulate", $$$"""{ {{{Range}}}, {{{draft}}}, "limit": 450 }""");
        var pages = proxy.Pages;
        var all = await service.Auditor.AskAsync<SimulateResponse>("/v1/policies/simulate", $$$"""{ {{{Range}}}, {{{draft}}} }""");

        Assert.Equal((450, true, 3), (some.Replayed, some.LimitReached, pages));
        Assert.Equal((700, false, 700), (all.Replayed, all.LimitReached, all.NewlyAllowed));
        Assert.Equal((100, Id(699)), (all.NewlyAllowedCalls.Count, all.NewlyAllowedCalls[0].CallId));
    }

    [Fact]
    public async Task Simulate_UnknownPolicyOrBadRange_Refused()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        const string draft = """ "draft": {"name": "d", "role": "tester", "spec": {"scopes": ["x"]}} """;

        using var missing = await service.Auditor.SendJsonAsync(HttpMethod.Post, "/v1/policies/simulate",
            $$$"""{ {{{Range}}}, "policy_id": "pol_none", {{{draft.Replace("\"x\"", "\"*\"", StringComparison.Ordinal)}}} }""");
        using var bad = await service.Auditor.SendJsonAsync(HttpMethod.Post, "/v1/policies/simulate",
            $$$"""{ "from": "2026-01-02T00:00:00Z", "to": "2026-01-01T00:00:00Z", "limit": 10001, {{{draft}}} }""");

        await missing.MustBeAsync(GatewayErrors.NotFound);
        var problem = await bad.MustBeAsync(GatewayErrors.BodyInvalid);
        Assert.Equal(["draft.spec.scopes[0]", "limit", "to"], problem.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Simulate_ProxyRefusesOrIsAway_Unavailable()
    {
        await using var proxy = await StandInToolProxy.StartAsync();
        await using var service = await PolicyServiceUnderTest.StartAsync(arguments: proxy.Argument);
        var body = $$$"""{ {{{Range}}}, "draft": {"name": "d", "role": "tester", "spec": {}} }""";

        // The stand-in knows the auditor only.
        using var refused = await service.Admin.SendJsonAsync(HttpMethod.Post, "/v1/policies/simulate", body);

        await refused.MustBeAsync(GatewayErrors.DependencyUnavailable);
    }

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"call_{number:x32}");

    private static CallRecordResponse Call(int number, string tool, string action, string? parameters = null, string outcome = "ok", int status = 200) => new()
    {
        CallId = Id(number),
        OccurredAt = Noon,
        CorrelationId = "c",
        AgentId = PolicyServiceUnderTest.AgentId,
        Role = "tester",
        Tool = tool,
        Action = action,
        Outcome = outcome,
        Status = status,
        Attempts = 1,
        Cached = false,
        DurationMs = 1,
        RequestBytes = 10,
        ResponseBytes = 10,
        Params = parameters is null ? null : JsonNode.Parse(parameters),
    };
}
