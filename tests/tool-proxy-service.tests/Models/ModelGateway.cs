using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.ToolProxy.Tests.Models;

/// <summary>
/// A proxy with real HTTP servers in the place of providers: <c>one</c> and <c>two</c> speak OpenAI's API, <c>ann</c> speaks Anthropic's. The
/// model <c>fast</c> is a route over the first two.
/// </summary>
internal sealed class ModelGateway : IAsyncDisposable
{
    public const string Secret = "canary-model-key-77b1";
    public const string SecondSecret = "canary-model-key-two-0c4d";
    public const string ThirdSecret = "canary-model-key-three-5e2a";
    public const string AnthropicSecret = "canary-anthropic-key-12ef";

    private readonly TemporaryDirectory _folder;

    private ModelGateway(StandIn one, StandIn two, StandIn ann, TestGateway gateway, TemporaryDirectory folder) =>
        (One, Two, Ann, Gateway, _folder) = (one, two, ann, gateway, folder);

    public StandIn One { get; }

    public StandIn Two { get; }

    public StandIn Ann { get; }

    public TestGateway Gateway { get; }

    /// <param name="more">Further members of the provider <c>one</c>, each followed by a comma.</param>
    public static async Task<ModelGateway> StartAsync(
        Backend backend = Backend.Embedded, string more = "", Action<IServiceCollection>? configure = null, params string[] settings)
    {
        var (one, two, ann) = (new StandIn(), new StandIn(), new StandIn());
        foreach (var server in (StandIn[])[one, two, ann])
        {
            await server.StartAsync();
        }

        one.Say(200, Chat());
        two.Say(200, Chat(text: "from two"));
        ann.Say(200, Message());
        var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "models.json");
        await File.WriteAllTextAsync(file, $$"""
            {
              "providers": [
                { {{more}} "name": "one", "dialect": "openai", "base_url": "{{one.Url}}v1", "credentials": ["one", "one_more"], "models": ["gpt-5", "gpt-*", "text-embedding-3-small"],
                  "headers": {"OpenAI-Project": "research"} },
                {"name": "two", "dialect": "openai", "base_url": "{{two.Url}}v1", "credentials": ["two"], "models": ["spare"], "output_cap": "max_tokens"},
                {"name": "ann", "dialect": "anthropic", "base_url": "{{ann.Url}}", "credentials": ["ann"], "models": ["claude-sonnet", "claude-*"], "betas": ["files-*"]}
              ],
              "routes": [
                {"model": "fast", "to": [{"provider": "one", "model": "gpt-5-mini"}, {"provider": "two", "model": "spare"}]},
                {"model": "stubborn", "to": [{"provider": "one", "model": "gpt-5-mini"}, {"provider": "two", "model": "spare"}], "fall_back_on": ["connect"]}
              ]
            }
            """);
        var gateway = await TestGateway.StartAsync(
            backend,
            [
                $"--OUTBOUND_ALLOWED_TARGETS={string.Join(',', new[] { one, two, ann }.Select(server => $"127.0.0.1:{server.Url.Port}"))}",
                $"--TOOL_CREDENTIAL:one={Secret}", $"--TOOL_CREDENTIAL:one_more={SecondSecret}", $"--TOOL_CREDENTIAL:two={ThirdSecret}",
                $"--TOOL_CREDENTIAL:ann={AnthropicSecret}", $"--MODELS_FILE={file}", .. settings,
            ],
            configure);
        return new ModelGateway(one, two, ann, gateway, folder);
    }

    public static string Chat(string text = "hello", string more = "") => """
        {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-5","choices":[{"index":0,"message":{"role":"assistant","content":"TEXT"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2} } MORE }
        """
            .Replace("TEXT", text, StringComparison.Ordinal).Replace("MORE", more, StringComparison.Ordinal);

    public static string Message(string text = "hello") => """
        {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet","content":[{"type":"text","text":"TEXT"}],"stop_reason":"end_turn","usage":{"input_tokens":10,"cache_read_input_tokens":4,"cache_creation_input_tokens":3,"output_tokens":5} }
        """
            .Replace("TEXT", text, StringComparison.Ordinal);

    public static string ChatStream(string text = "hello") => """
        data: {"id":"c","object":"chat.completion.chunk","model":"gpt-5","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

        data: {"id":"c","object":"chat.completion.chunk","model":"gpt-5","choices":[{"index":0,"delta":{"content":"TEXT"},"finish_reason":null}]}

        data: {"id":"c","object":"chat.completion.chunk","model":"gpt-5","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: {"id":"c","object":"chat.completion.chunk","model":"gpt-5","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}

        data: [DONE]


        """
            .Replace("TEXT", text, StringComparison.Ordinal);

    public static string MessageStream(string text = "hello") => """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet","content":[],"usage":{"input_tokens":10,"output_tokens":1}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"TEXT"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}}

        event: message_stop
        data: {"type":"message_stop"}


        """
            .Replace("TEXT", text, StringComparison.Ordinal);

    /// <summary>Sends events, each at once, and then does what the test says.</summary>
    public static RequestDelegate Streams(string events, Func<HttpContext, Task>? then = null) => async context =>
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(events);
        await context.Response.Body.FlushAsync();
        await (then?.Invoke(context) ?? Task.CompletedTask);
    };

    public Task<HttpResponseMessage> PostAsync(string path, string json, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"), headers);

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, content: null, headers);

    public Task<HttpResponseMessage> AskAsync(string model = "gpt-5", string more = "") => PostAsync("/v1/chat/completions", ChatRequest(model, more));

    public Task<HttpResponseMessage> AskAnnAsync(string more = "", params (string Name, string Value)[] headers) => PostAsync(
        "/v1/messages", $$"""{"model":"claude-sonnet","max_tokens":100,"messages":[{"role":"user","content":"hi"}]{{more}}}""", headers);

    public static string ChatRequest(string model = "gpt-5", string more = "") =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":"hi"}]{{more}}}""";

    /// <summary>What a provider was sent last.</summary>
    public static JsonNode Sent(StandIn provider) => JsonNode.Parse(provider.Received.Last().Body)!;

    /// <summary>All further decisions allow the call, with these rules about models.</summary>
    public void Rule(string models) => Gateway.Decide = question => TestGateway.Constrained(question, $"\"models\":{models}");

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => JsonElement.Parse(await response.Content.ReadAsByteArrayAsync());

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        foreach (var server in (StandIn[])[One, Two, Ann])
        {
            await server.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var bearsKey = headers.Any(header => header.Name is "x-api-key" or "Authorization");
        return await Gateway.Client(bearsKey ? null : TestGateway.Token).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
