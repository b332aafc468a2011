using System.Net;
using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models;

/// <summary>What policies redact in requests to models, and what they keep from being sent.</summary>
public sealed class RequestFilterTests
{
    private const string Canary = "ann.canary@example.com";
    private const string Redacted = "[redacted:email]";

    private const string Chat = "/v1/chat/completions";
    private const string Responses = "/v1/responses";
    private const string Embeddings = "/v1/embeddings";
    private const string Messages = "/v1/messages";
    private const string CountTokens = "/v1/messages/count_tokens";

    /// <summary>Every place of every dialect where a request can have a text; <c>$</c> stands for it.</summary>
    private static readonly (string Path, string Request)[] Places =
    [
        (Chat, """{"model":"gpt-5","messages":[{"role":"user","content":"to $, please"}]}"""),
        (Chat, """{"model":"gpt-5","messages":[{"role":"system","content":"$"},{"role":"developer","content":[{"type":"text","text":"$"}]}]}"""),
        (Chat, """{"model":"gpt-5","messages":[{"role":"user","name":"$","content":[{"type":"text","text":"a"},{"type":"text","text":"$"}]}]}"""),
        (Chat, """{"model":"gpt-5","messages":[{"role":"assistant","refusal":"$","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"to\":\"x\\n$\"}"}}]}]}"""),
        (Chat, """{"model":"gpt-5","messages":[{"role":"assistant","function_call":{"name":"f","arguments":"[\"a\\u006en.canary\\u0040example.com\"]"}}]}"""),
        (Chat, """{"model":"gpt-5","messages":[{"role":"tool","tool_call_id":"c","content":"{\"rows\":[{\"$\":\"$\"}]}"}]}"""),
        (Chat, """{"model":"gpt-5","messages":[{"role":"tool","tool_call_id":"$","content":[{"type":"text","text":"$"}]}]}"""),
        (Chat, """{"model":"gpt-5","messages":[],"user":"$","metadata":{"$":"$"},"stop":["$"],"prediction":{"type":"content","content":"$"}}"""),
        (Chat, """{"model":"gpt-5","messages":[],"tools":[{"type":"function","function":{"name":"f","description":"$","parameters":{"properties":{"$":{"enum":["$"]}}}}}]}"""),
        (Chat, """{"model":"gpt-5","messages":[],"what_nobody_knows":{"deep":[[{"x":"$"}]]},"$":1}"""),
        (Chat, """{"model":"gpt-5","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://pictures.example/?of=$"}}]}]}"""),
        (Responses, """{"model":"gpt-5","instructions":"$","input":"$"}"""),
        (Responses, """{"model":"gpt-5","input":[{"role":"user","content":"$"},{"type":"message","role":"user","content":[{"type":"input_text","text":"$"}]}]}"""),
        (Responses, """{"model":"gpt-5","input":[{"type":"function_call","call_id":"c","name":"f","arguments":"{\"to\":\"$\"}"}]}"""),
        (Responses, """{"model":"gpt-5","input":[{"type":"function_call_output","call_id":"c","output":"\"a\\n$\""},{"type":"function_call_output","call_id":"d","output":[{"type":"input_text","text":"$"}]}]}"""),
        (Responses, """{"model":"gpt-5","input":[{"type":"reasoning","summary":[{"type":"summary_text","text":"$"}]}],"prompt":{"id":"p","variables":{"who":"$"}},"safety_identifier":"$"}"""),
        (Embeddings, """{"model":"gpt-5","input":"$"}"""),
        (Embeddings, """{"model":"gpt-5","input":["a","$"],"user":"$"}"""),
        (Messages, """{"model":"claude-sonnet","max_tokens":9,"system":"$","messages":[{"role":"user","content":"$"}]}"""),
        (Messages, """{"model":"claude-sonnet","max_tokens":9,"system":[{"type":"text","text":"$"}],"messages":[{"role":"user","content":[{"type":"text","text":"$"}]}]}"""),
        (Messages, """{"model":"claude-sonnet","max_tokens":9,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"to":["$"],"$":true}},{"type":"thinking","thinking":"$","signature":"s"}]}]}"""),
        (Messages, """{"model":"claude-sonnet","max_tokens":9,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"$"},{"type":"tool_result","tool_use_id":"u","content":[{"type":"text","text":"{\"a\":\"$\"}"}]}]}]}"""),
        (Messages, """{"model":"claude-sonnet","max_tokens":9,"messages":[{"role":"user","content":[{"type":"document","title":"$","source":{"type":"text","media_type":"text/plain","data":"$"}}]}],"metadata":{"user_id":"$"},"tools":[{"name":"f","description":"$","input_schema":{}}]}"""),
        (CountTokens, """{"model":"claude-sonnet","system":"$","messages":[{"role":"user","content":[{"type":"text","text":"$"}]}]}"""),
    ];

    [Fact]
    public async Task Ask_RedactedData_IsSentAsItsKindFromEveryPlace()
    {
        await using var models = await StartAsync("""{"redact_pii":["email"]}""");
        foreach (var (path, request) in Places)
        {
            models.One.Forget();
            models.Ann.Forget();

            var answer = await models.PostAsync(path, request.Replace("$", Canary, StringComparison.Ordinal));

            Assert.True(answer.IsSuccessStatusCode, $"{request}: {await answer.Content.ReadAsStringAsync()}");
            var sent = SentBody(models);
            Assert.DoesNotContain("canary", sent, StringComparison.Ordinal);
            Assert.Contains(Redacted, sent, StringComparison.Ordinal);
            JsonNode.Parse(sent);
        }
    }

    [Fact]
    public async Task Ask_BlockedData_IsRefusedWithRuleAndPolicyAndAsksNobody()
    {
        await using var models = await StartAsync("""{"block_pii":["email"]}""");
        foreach (var (path, request) in Places)
        {
            var refused = await models.PostAsync(path, request.Replace("$", Canary, StringComparison.Ordinal));

            var body = await refused.MustRefuseAsync(GatewayErrors.GuardDenied);
            Assert.Equal("request_filters.block_pii email", body.GetProperty("rule").GetString());
            Assert.DoesNotContain("canary", body.GetRawText(), StringComparison.Ordinal);
        }

        Assert.Empty(models.One.Received);
        Assert.Empty(models.Ann.Received);
        var records = await models.Gateway.RecordsAsync("?limit=200");
        Assert.Equal(Places.Length, records.Count);
        Assert.All(records, record => Assert.Equal(
            ("guard_denied", "request_filters.block_pii email", "pol_c", 7, 0), (record.Outcome, record.Rule, record.PolicyId, record.PolicyVersion, record.Attempts)));
    }

    [Theory, BothBackends]
    public async Task Ask_WholeOrStreamed_CanaryIsFoundNowhere(Backend backend)
    {
        using var logs = new CollectedLogs();
        await using var models = await ModelGateway.StartAsync(backend, configure: logs.Use);
        var agentId = models.Gateway.UseAnAgentOfItsOwn();
        models.One.Answer = context => context.Items["body"] is string body && body.Contains("\"stream\":true", StringComparison.Ordinal)
            ? ModelGateway.Streams(ModelGateway.ChatStream())(context)
            : context.Response.WriteAsync(ModelGateway.Chat());
        models.Ann.Answer = context => context.Items["body"] is string body && body.Contains("\"stream\":true", StringComparison.Ordinal)
            ? ModelGateway.Streams(ModelGateway.MessageStream())(context)
            : context.Response.WriteAsync(ModelGateway.Message());
        foreach (var filters in (string[])["""{"redact_pii":["email"]}""", """{"block_patterns":["[a-z]anary"],"redact_pii":["email"]}"""])
        {
            var isBlocked = filters.Contains("block", StringComparison.Ordinal);
            await DecideAsync(models, agentId, Filtering(filters));
            foreach (var stream in (string[])["false", "true"])
            {
                // Also where records keep values as they are.
                var chat = await models.PostAsync(Chat, $$"""{"model":"gpt-5","stream":{{stream}},"service_tier":"{{Canary}}","messages":[{"role":"user","content":"{{Canary}}"}]}""");
                var message = await models.PostAsync(Messages, $$"""{"model":"claude-sonnet","stream":{{stream}},"max_tokens":9,"messages":[{"role":"user","content":"{{Canary}}"}]}""");

                foreach (var answer in (HttpResponseMessage[])[chat, message])
                {
                    Assert.Equal(isBlocked ? HttpStatusCode.Forbidden : HttpStatusCode.OK, answer.StatusCode);
                    MustBeFree(await answer.Content.ReadAsStringAsync());
                }
            }
        }

        Assert.Equal(2, models.One.Received.Count);
        Assert.Equal(2, models.Ann.Received.Count);
        Assert.All(models.One.Received.Concat(models.Ann.Received), request => MustBeFree(request.Body));
        var records = await models.Gateway.RecordsAsync();
        Assert.Equal(8, records.Count);
        Assert.Equal(4, records.Count(record => record.Outcome == "ok"));
        MustBeFree(JsonSerializer.Serialize(records));
        MustBeFree(logs.Text);
        MustBeFree(await models.Gateway.Client(null).GetStringAsync("/metrics"));
        var rows = await models.Gateway.Proxy.Services.GetRequiredService<Database>().QueryAsync<object>(
            "SELECT * FROM audit_entries", values: null, CancellationToken.None);
        MustBeFree(string.Join('\n', rows.SelectMany(row => (IDictionary<string, object>)row).Select(column => $"{column.Value}")));
        foreach (var file in Directory.EnumerateFiles(models.Gateway.DataDirectory, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            MustBeFree(await reader.ReadToEndAsync());
        }
    }

    [Fact]
    public async Task Ask_NothingToRedact_IsSentAsItCame()
    {
        await using var models = await StartAsync("""{"redact_pii":["email","phone","ssn","credit_card"],"block_patterns":["secret"]}""");
        const string Request = """{"model":"gpt-5","messages":[{"role":"user","content":"caf\u00e9 <b> 1.0"}],"seed":4111111111111111,"temperature":1}""";

        Assert.Equal(HttpStatusCode.OK, (await models.PostAsync(Chat, Request)).StatusCode);

        Assert.Equal(Request, SentBody(models));
    }

    [Fact]
    public async Task Ask_RedactedRequests_HaveTheHashAndTheHoldOfWhatIsSent()
    {
        await using var models = await ModelGateway.StartAsync();
        models.Gateway.Decide = Filtering("""{"redact_pii":["email"],"redact_patterns":["x{1,100}"]}""", "\"models\":{\"max_input_tokens\":600}");

        // Only what is sent counts: the bound of its input is that of the redacted text.
        var one = await models.PostAsync(Chat, ModelGateway.ChatRequest(more: $",\"user\":\"ann@example.com {new string('x', 2_000)}\""));
        var other = await models.PostAsync(Chat, ModelGateway.ChatRequest(more: $",\"user\":\"bob@example.com {new string('x', 2_000)}\""));
        var tooLong = await models.PostAsync(Chat, ModelGateway.ChatRequest(more: $",\"user\":\"{new string('y', 2_000)}\""));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (one.StatusCode, other.StatusCode));
        await tooLong.MustRefuseAsync(GatewayErrors.ModelDenied);
        var hashes = (await models.Gateway.RecordsAsync()).Where(record => record.Outcome == "ok").Select(record => record.ParamsHash).ToList();
        Assert.Equal(2, hashes.Count);
        Assert.Single(hashes.Distinct());
    }

    [Theory, BothBackends]
    public async Task Ask_UnderOneKey_RequestsThatDifferInWhatIsRedactedAreOne(Backend backend)
    {
        await using var models = await ModelGateway.StartAsync(backend);
        models.Gateway.UseAnAgentOfItsOwn();
        models.Gateway.Decide = Filtering("""{"redact_pii":["email"]}""");

        await models.PostAsync(Chat, ModelGateway.ChatRequest(more: ",\"user\":\"ann@example.com\""), ("Idempotency-Key", "k-1"));
        var second = await models.PostAsync(Chat, ModelGateway.ChatRequest(more: ",\"user\":\"bob@example.com\""), ("Idempotency-Key", "k-1"));

        Assert.Equal("true", second.Headers.Only("Idempotency-Replayed"));
        Assert.Single(models.One.Received);
    }

    [Theory]
    [InlineData(Embeddings, """{"model":"gpt-5","input":[9906,1917]}""")]
    [InlineData(Embeddings, """{"model":"gpt-5","input":[[9906],[1917]]}""")]
    public async Task Ask_TokensInsteadOfText_AreRefusedWhereTextsAreFiltered(string path, string request)
    {
        await using var models = await StartAsync("""{"redact_pii":["email"]}""");
        var agentId = models.Gateway.UseAnAgentOfItsOwn();

        var body = await (await models.PostAsync(path, request)).MustRefuseAsync(GatewayErrors.GuardDenied);

        Assert.Equal("request_filters", body.GetProperty("rule").GetString());
        Assert.Contains("'input'", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await DecideAsync(models, agentId, question => TestGateway.Allowed(question));
        Assert.Equal(HttpStatusCode.OK, (await models.PostAsync(path, request)).StatusCode);
    }

    [Fact]
    public async Task CallTool_ThatAsksAModel_IsFilteredAndOtherToolsAreNot()
    {
        await using var models = await StartAsync("""{"redact_pii":["email"]}""");

        // The mock repeats what it is asked.
        var asked = await models.Gateway.CallAsync("openai/chat", $$"""{"model":"gpt-5","input":"{{Canary}}"}""");
        var mail = await models.Gateway.SendMailAsync();

        var answer = await asked.Content.ReadAsStringAsync();
        Assert.True(asked.IsSuccessStatusCode, answer);
        MustBeFree(answer);
        Assert.Contains(Redacted, answer, StringComparison.Ordinal);
        await mail.MustBeOkAsync();
    }

    [Fact]
    public async Task Ask_PolicyInShadowMode_SeesTheRequestAsItCame()
    {
        await using var models = await ModelGateway.StartAsync();
        models.Gateway.Decide = question => TestGateway.Constrained(question, "\"request_filters\":{\"redact_pii\":[\"email\"]}") with
        {
            ShadowConstraints = TestGateway.Shadowed(question, "\"request_filters\":{\"block_pii\":[\"email\"]}").ShadowConstraints,
        };

        Assert.Equal(HttpStatusCode.OK, (await models.AskAsync(more: $",\"user\":\"{Canary}\"")).StatusCode);

        Assert.Contains(Redacted, SentBody(models), StringComparison.Ordinal);
        Assert.Equal("guard_denied request_filters.block_pii email pol_c@7", (await models.Gateway.OnlyRecordAsync()).WouldDeny);
    }

    [Fact]
    public async Task Ask_GuardOfAParameter_SeesTheRequestAsItCame()
    {
        await using var models = await ModelGateway.StartAsync();
        models.Gateway.Decide = Filtering("""{"redact_pii":["email"]}""", "\"guards\":{\"params\":{\"openai:chat\":{\"user\":{\"not_in\":[\"ann.canary@example.com\"]}}}}");

        var refused = await models.AskAsync(more: $",\"user\":\"{Canary}\"");

        Assert.Equal("guards.params openai:chat user", (await refused.MustRefuseAsync(GatewayErrors.GuardDenied)).GetProperty("rule").GetString());
    }

    private static async Task<ModelGateway> StartAsync(string filters)
    {
        var models = await ModelGateway.StartAsync();
        models.Gateway.Decide = Filtering(filters);
        return models;
    }

    /// <summary>Changes the agent's policies: what was decided before does not count any more.</summary>
    private static async Task DecideAsync(ModelGateway models, string agentId, Func<DecisionRequest, DecisionResponse> decide)
    {
        models.Gateway.Decide = decide;
        await models.Gateway.Proxy.Services.GetRequiredService<Invalidation.IInvalidationChannel>()
            .PublishAsync([InvalidationSubjects.AgentPolicies(agentId)], CancellationToken.None);
    }

    private static Func<DecisionRequest, DecisionResponse> Filtering(string filters, params string[] more) =>
        question => TestGateway.Constrained(question, [$"\"request_filters\":{filters}", .. more]);

    private static string SentBody(ModelGateway models) => Assert.Single(models.One.Received.Concat(models.Ann.Received)).Body;

    private static void MustBeFree(string text) => Assert.DoesNotContain("canary@", text, StringComparison.Ordinal);
}
