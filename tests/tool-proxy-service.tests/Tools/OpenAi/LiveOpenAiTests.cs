using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools.OpenAi;

/// <summary>openai.chat and openai.complete through the whole proxy, against a server that speaks the OpenAI API.</summary>
public sealed class LiveOpenAiTests : IAsyncDisposable
{
    private const string Key = "sk-canary-openai-key";

    private readonly StandIn _openai = new()
    {
        Answer = context => context.Response.WriteAsJsonAsync(new
        {
            id = "chatcmpl-1",
            @object = "chat.completion",
            created = 1,
            model = "gpt-4o-mini",
            choices = new[] { new { index = 0, message = new { role = "assistant", content = "Good day." }, finish_reason = "stop" } },
            usage = new { prompt_tokens = 1, completion_tokens = 2, total_tokens = 3 },
        }),
    };

    [Fact]
    public async Task Chat_Messages_GoThroughAsTheyAre()
    {
        await using var gateway = await StartAsync();
        const string Body = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Grüße ☕"}],"temperature":0.2,"reasoning_effort":"low","metadata":{"a":"b"}}""";

        var answer = await (await gateway.CallAsync("openai/chat", Body)).MustBeOkAsync();

        Assert.Equal("Good day.", (string?)answer.Data!["choices"]![0]!["message"]!["content"]);
        var asked = Assert.Single(_openai.Received);
        Assert.Equal(("POST", "/v1/chat/completions", $"Bearer {Key}"), (asked.Method, asked.Target, asked.Headers["Authorization"]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Body), JsonNode.Parse(asked.Body)));
    }

    [Theory]
    [InlineData("\"Hello\"", """[{"role":"user","content":"Hello"}]""")]
    [InlineData("""[{"role":"system","content":"Be short."},{"role":"user","content":"Hello"}]""", """[{"role":"system","content":"Be short."},{"role":"user","content":"Hello"}]""")]
    public async Task Chat_Input_BecomesMessagesAndStreamStaysHere(string input, string messages)
    {
        await using var gateway = await StartAsync();

        await (await gateway.CallAsync("openai/chat", $$"""{"model":"gpt-4o-mini","input":{{input}},"stream":false}""")).MustBeOkAsync();

        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse($$"""{"model":"gpt-4o-mini","messages":{{messages}}}"""), JsonNode.Parse(_openai.Received.Single().Body)));
    }

    [Fact]
    public async Task Complete_Prompt_AsksForCompletions()
    {
        await using var gateway = await StartAsync();

        await (await gateway.CallAsync("openai/complete", """{"model":"gpt-3.5-turbo-instruct","prompt":"Once","max_tokens":5}""")).MustBeOkAsync();

        var asked = Assert.Single(_openai.Received);
        Assert.Equal("/v1/completions", asked.Target);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"model":"gpt-3.5-turbo-instruct","prompt":"Once","max_tokens":5}"""), JsonNode.Parse(asked.Body)));
    }

    [Theory]
    [InlineData(400, "Invalid value for 'temperature'.", "params_invalid", true)]
    [InlineData(404, "The model `gpt-9` does not exist or you do not have access to it.", "params_invalid", true)]
    [InlineData(400, $"You sent {Key} in a field.", "params_invalid", false)]
    [InlineData(401, $"Incorrect API key provided: {Key}.", "upstream_failed", false)]
    [InlineData(429, "You exceeded your current quota, please check your plan and billing details.", "tool_busy", false)]
    [InlineData(500, "The server had an error while processing your request.", "upstream_failed", false)]
    [InlineData(503, "The engine is currently overloaded, please try again later.", "upstream_failed", false)]
    public async Task Chat_OpenAiRefuses_Told(int status, string message, string code, bool isReasonPassedOn)
    {
        await using var gateway = await StartAsync();
        _openai.Answer = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsJsonAsync(new { error = new { message, type = "invalid_request_error", param = (string?)null, code = (string?)null } });
        };

        var problem = await (await ChatAsync(gateway)).MustBeAsync(GatewayErrors.ByCode[code]);

        Assert.Equal(isReasonPassedOn, problem.Detail!.Contains(message, StringComparison.Ordinal));
        Assert.DoesNotContain(Key, problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_ServerWithoutKeys_IsAskedWithoutOne()
    {
        await using var gateway = await StartAsync("--TOOL_CREDENTIAL:openai=", "--Tools:openai:Credential=none");

        await (await ChatAsync(gateway)).MustBeOkAsync();

        Assert.DoesNotContain("Authorization", _openai.Received.Single().Headers.Keys);
    }

    [Fact]
    public async Task Chat_AnswerLargerThanTheSetting_UpstreamFailed()
    {
        await using var gateway = await StartAsync("--Tools:openai:MaxResponseBytes=1024");
        _openai.Answer = context => context.Response.WriteAsJsonAsync(new { text = new string('x', 2000) });

        await (await ChatAsync(gateway)).MustBeAsync(GatewayErrors.UpstreamFailed);
    }

    [Fact]
    public async Task Chat_ServerSlowerThanTheSetting_TimesOut()
    {
        await using var gateway = await StartAsync("--Tools:openai:AttemptTimeout=00:00:01", "--Tools:openai:TotalTimeout=00:00:01");
        _openai.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);

        await (await ChatAsync(gateway)).MustBeAsync(GatewayErrors.UpstreamTimeout);
    }

    [Theory]
    [InlineData("--Tools:openai:BaseUrl=ftp://example.org")]
    [InlineData("--Tools:openai:BaseUrl=https://example.org/v1?x=1")]
    [InlineData("--Tools:openai:BaseUrl=http://10.0.0.1/v1")]
    [InlineData("--Tools:openai:BaseUrl=http://api.openai.com/v1")]
    public async Task Start_BaseUrlThatCannotBeAsked_StopsTheStart(string setting) =>
        Assert.Contains("Tools__openai__BaseUrl", (await Assert.ThrowsAsync<InvalidConfigurationException>(() => StartAsync(setting))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("--Tools:openai:Credential=maybe")]
    [InlineData("--Tools:openai:AttemptTimeout=00:00:00")]
    [InlineData("--Tools:openai:MaxConcurrent=0")]
    public async Task Start_SettingOutOfRange_StopsTheStart(string setting) =>
        await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(setting));

    public ValueTask DisposeAsync() => _openai.DisposeAsync();

    private static Task<HttpResponseMessage> ChatAsync(TestGateway gateway) =>
        gateway.CallAsync("openai/chat", """{"model":"gpt-4o-mini","input":"Hello"}""");

    private async Task<TestGateway> StartAsync(params string[] settings)
    {
        await _openai.StartAsync();
        return await TestGateway.StartAsync(Backend.Embedded,
        [
            "--UPSTREAM_MODE:openai=live",
            $"--Tools:openai:BaseUrl={_openai.Url}v1",
            $"--OUTBOUND_ALLOWED_TARGETS=127.0.0.1:{_openai.Url.Port}",
            $"--TOOL_CREDENTIAL:openai={Key}",
            .. settings,
        ]);
    }
}
