using FourRunr.Contracts;
using FourRunr.Documents;
using FourRunr.PolicyEvaluation.Documents;
using Xunit;

namespace FourRunr.PolicyEvaluation.Tests.Documents;

public sealed class PolicySpecReaderTests
{
    private const string Complete = """
        scopes: ["serpapi:search", "http_fetch:*"]
        deny: ["http_fetch:head"]
        intent: lead_discovery
        guards:
          max_request_bytes: 10000
          max_response_bytes: 1000000
          allowed_domains: ["wikipedia.org", "*.wikipedia.org"]
          blocked_domains: []
          params: {"serpapi:search": {num: {max: 20}, engine: {in: [google, bing]}}}
          pii_filters: [email, phone, ssn, credit_card]
        rate_limit: {requests: 100, per: 1s, burst: 200}
        quotas: [{scope: "serpapi:search", limit: 1000, window: 24h, strategy: sliding}]
        schedule: {timezone: America/Toronto, days: [mon, tue, wed, thu, fri], hours: "06:00-22:00"}
        response_filters:
          redact_fields: [api_key, password]
          truncate_fields: [{field: content, max_length: 1000}]
          block_patterns: ["BEGIN PRIVATE KEY"]
        request_filters: {redact_pii: [email], block_pii: [ssn, credit_card], redact_patterns: ["CUST-[0-9]{8}"], block_patterns: ["(?i)confidential.*"]}
        models: {allow: ["gpt-5*"], deny: [], max_output_tokens: 4096, default_output_tokens: 2048,
                 on_excess: refuse, max_input_tokens: 100000, max_choices: 1, server_tools: [web_search], stream_filter: buffer}
        budgets:
        - {name: research, per: "tag:research", unit: usd, limit: "25.00", window: {calendar: day, timezone: America/Toronto},
           scopes: ["openai:*", "serpapi:search"], alerts: [50, 80, 100], on_shortage: shrink}
        - {name: words, unit: tokens, limit: "2000000", window: {sliding: 24h}}
        approvals:
        - {name: mail-outside, scopes: ["gmail_send:send"], when: {to: {not_in: ["team@example.com"]}},
           approvers: 2, expires: 1h, use_within: 5m, reason_required: true}
        - {name: everything, scopes: ["*"]}
        """;

    [Fact]
    public void Read_CompleteDocument_ReadsEverySection()
    {
        var (spec, errors) = Read(Assert.Single(YamlToJson.Read(Complete)));

        Assert.Empty(errors);
        Assert.Equal(["serpapi:search", "http_fetch:*"], spec!.Scopes);
        Assert.Equal("lead_discovery", spec.Intent);
        Assert.Equal(20, spec.Guards!.Params!["serpapi:search"]["num"].Max);
        Assert.Equal("bing", spec.Guards.Params["serpapi:search"]["engine"].In![1].GetValue<string>());
        Assert.Equal([PiiKind.Email, PiiKind.Phone, PiiKind.Ssn, PiiKind.CreditCard], spec.Guards.PiiFilters);
        Assert.Equal(new RateLimitSpec(100, "1s", 200), spec.RateLimit);
        Assert.Equal([new QuotaSpec("serpapi:search", 1000, "24h")], spec.Quotas);
        Assert.Equal([ScheduleDay.Mon, ScheduleDay.Tue, ScheduleDay.Wed, ScheduleDay.Thu, ScheduleDay.Fri], spec.Schedule!.Days);
        Assert.Equal([new TruncateFieldSpec("content", 1000)], spec.ResponseFilters!.TruncateFields);
        Assert.Equal([PiiKind.Email], spec.RequestFilters!.RedactPii);
        Assert.Equal([PiiKind.Ssn, PiiKind.CreditCard], spec.RequestFilters.BlockPii);
        Assert.Equal("CUST-[0-9]{8}", Assert.Single(spec.RequestFilters.RedactPatterns!));
        Assert.Equal("(?i)confidential.*", Assert.Single(spec.RequestFilters.BlockPatterns!));
        Assert.Equal(["gpt-5*"], spec.Models!.Allow);
        Assert.Equal([], spec.Models.Deny);
        Assert.Equal((4096, 2048, 100_000, 1), (spec.Models.MaxOutputTokens, spec.Models.DefaultOutputTokens, spec.Models.MaxInputTokens, spec.Models.MaxChoices));
        Assert.Equal((ExcessHandling.Refuse, StreamFilterMode.Buffer), (spec.Models.OnExcess, spec.Models.StreamFilter));
        Assert.Equal(["web_search"], spec.Models.ServerTools);
        var (mail, everything) = (spec.Approvals![0], spec.Approvals[1]);
        Assert.Equal(("mail-outside", 2, "1h", "5m", true), (mail.Name, mail.Approvers, mail.Expires, mail.UseWithin, mail.ReasonRequired));
        Assert.Equal("team@example.com", (string?)Assert.Single(mail.When!["to"].NotIn!));
        Assert.Equal((1, "30m", "10m", false), (everything.Approvers, everything.Expires, everything.UseWithin, everything.ReasonRequired));
        Assert.Null(everything.When);
        var (money, tokens) = (spec.Budgets![0], spec.Budgets[1]);
        Assert.Equal(("research", "tag:research", BudgetUnit.Usd, "25.00", BudgetShortage.Shrink), (money.Name, money.Per, money.Unit, money.Limit, money.OnShortage));
        Assert.Equal(new BudgetWindowSpec { Calendar = CalendarWindow.Day, Timezone = "America/Toronto" }, money.Window);
        Assert.Equal(["openai:*", "serpapi:search"], money.Scopes);
        Assert.Equal([50, 80, 100], money.Alerts);
        Assert.Equal(("agent", BudgetUnit.Tokens, BudgetShortage.Refuse), (tokens.Per, tokens.Unit, tokens.OnShortage));
        Assert.Equal(new BudgetWindowSpec { Sliding = "24h" }, tokens.Window);
        Assert.Equal(["*"], tokens.Scopes);
        Assert.Empty(tokens.Alerts);
    }

    [Theory]
    [InlineData("redact_pii: [blood]", "spec.request_filters.redact_pii[0]", "must be one of")]
    [InlineData("block_pii: [5]", "spec.request_filters.block_pii[0]", "must be one of")]
    [InlineData("redact_patterns: ['[0-9]+']", "spec.request_filters.redact_patterns[0]", "has no longest match: bound its repetitions ('{1,100}' for '+') and leave out '^' and '$'")]
    [InlineData("redact_patterns: ['(']", "spec.request_filters.redact_patterns[0]", "is not a regular expression")]
    [InlineData("block_patterns: ['(?=a)']", "spec.request_filters.block_patterns[0]", "cannot run without backtracking")]
    [InlineData("redact_fields: [a]", "spec.request_filters.redact_fields", "is unknown")]
    public void Read_RequestFiltersThatCannotBe_AreNamed(string filters, string path, string complaint)
    {
        var (spec, errors) = Read(Assert.Single(YamlToJson.Read($"request_filters: {{{filters}}}")));

        Assert.Null(spec);
        Assert.Contains(complaint, Assert.Single(errors[path]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name: Mail, scopes: ['*']", "spec.approvals[0].name", "must be 1 to 64 of a-z")]
    [InlineData("name: mail", "spec.approvals[0].scopes", "must have at least one item")]
    [InlineData("name: mail, scopes: [mail]", "spec.approvals[0].scopes[0]", "must be 'tool:action'")]
    [InlineData("name: mail, scopes: ['*'], approvers: 6", "spec.approvals[0].approvers", "from 1 to 5")]
    [InlineData("name: mail, scopes: ['*'], expires: 8d", "spec.approvals[0].expires", "from 1m to 7d")]
    [InlineData("name: mail, scopes: ['*'], use_within: 5s", "spec.approvals[0].use_within", "from 10s to 24h")]
    [InlineData("name: mail, scopes: ['*'], when: {'to[': {required: true}}", "spec.approvals[0].when['to[']", "must be a parameter path")]
    [InlineData("name: mail, scopes: ['*'], when: {to: {}}", "spec.approvals[0].when['to'].*", "must state at least one of")]
    [InlineData("name: mail, scopes: ['*'], unless: {}", "spec.approvals[0].unless", "is unknown")]
    public void Read_ApprovalsThatCannotBe_AreNamed(string approval, string path, string complaint)
    {
        var (spec, errors) = Read(Assert.Single(YamlToJson.Read($"approvals: [{{{approval}}}]")));

        Assert.Null(spec);
        Assert.Contains(complaint, Assert.Single(errors[path]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManyFaults_ReportsAllOfThemWithTheirPaths()
    {
        var (spec, errors) = Read(JsonSerializer.Deserialize<JsonElement>("""
            {
              "scopes": ["serpapi", 5], "denny": [], "intent": "Not OK",
              "guards": {
                "max_request_bytes": 0, "allowed_domains": ["https://x.org"], "pii_filters": ["blood"],
                "params": { "serpapi:search": { "num": {}, "a..b": { "min": 2, "max": 1 }, "q": { "pattern": "(a)\\1", "in": [{}] } }, "?": {} }
              },
              "rate_limit": { "requests": 0, "per": "1w" },
              "quotas": [{ "scope": "x", "limit": 5, "window": "32d" }, { "limit": 1.5 }],
              "schedule": { "timezone": "Nowhere", "days": ["someday"], "hours": "25:00-26:00" },
              "response_filters": { "block_patterns": ["(?=x)", "("], "truncate_fields": [{ "field": "a" }], "redact_fields": "api_key" }
            }
            """));

        Assert.Null(spec);
        Assert.Equal(
            [
                "spec.denny", "spec.guards.allowed_domains[0]", "spec.guards.max_request_bytes",
                "spec.guards.params['?']", "spec.guards.params['serpapi:search']['a..b']", "spec.guards.params['serpapi:search']['a..b'].min",
                "spec.guards.params['serpapi:search']['num'].*", "spec.guards.params['serpapi:search']['q'].in[0]",
                "spec.guards.params['serpapi:search']['q'].pattern", "spec.guards.pii_filters[0]", "spec.intent",
                "spec.quotas[0].scope", "spec.quotas[0].window", "spec.quotas[1].limit", "spec.quotas[1].scope", "spec.quotas[1].window",
                "spec.rate_limit.per", "spec.rate_limit.requests", "spec.response_filters.block_patterns[0]",
                "spec.response_filters.block_patterns[1]", "spec.response_filters.redact_fields", "spec.response_filters.truncate_fields[0].max_length",
                "spec.schedule.days[0]", "spec.schedule.hours", "spec.schedule.timezone", "spec.scopes[0]", "spec.scopes[1]",
            ],
            errors.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(@"(?<!a)b")]
    [InlineData(@"(a+)+\1")]
    [InlineData(@"(?>a*)b")]
    [InlineData(@"(((a{1,100}){1,100}){1,100}){1,100}")]
    [InlineData(@"[")]
    public void TryCompile_PatternThatCannotRunSafely_IsRefused(string pattern) =>
        Assert.NotNull(Patterns.TryCompile(pattern, wholeString: true).Refusal);

    [Theory]
    [InlineData("a: &x [1]\nb: *x")]
    [InlineData("a: 1\na: 2")]
    [InlineData("a: [1")]
    [InlineData("? [1]\n: 2")]
    public void YamlToJson_UnsafeOrMalformed_IsRefused(string yaml) => Assert.Throws<FormatException>(() => YamlToJson.Read(yaml));

    [Fact]
    public void YamlToJson_Scalars_FollowTheCoreSchema() => Assert.Equal(
        """{"a":1,"b":"1","c":true,"d":null,"e":"yes","f":1.5,"g":"01","h":"1_000","i":"x: y"}""",
        JsonSerializer.Serialize(Assert.Single(YamlToJson.Read("{a: 1, b: '1', c: true, d: ~, e: yes, f: 1.5, g: 01, h: 1_000, i: 'x: y'}"))));

    private static (PolicySpec? Spec, IReadOnlyDictionary<string, string[]> Errors) Read(JsonElement json)
    {
        var errors = new DocumentErrors();
        return (PolicySpecReader.Read(json, "spec", errors), errors.ToDictionary());
    }
}
