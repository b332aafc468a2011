using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using ModelContextProtocol.Client;

namespace FourRunr.Standalone.Demo;

/// <summary>The state that the steps share, and their HTTP client of the front door.</summary>
/// <param name="notes">An MCP server that the gateway governs.</param>
internal sealed class DemoScene(Uri url, string operatorKey, NotesServer notes) : IDisposable
{
#pragma warning disable RS0030 // The demo is a client of the gateway, not a part of it: it has no container.
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = url };
#pragma warning restore RS0030

    /// <summary>The agent's own key pair; the private key never leaves this object.</summary>
    public RSA AgentKey { get; } = RSA.Create(2048);

    public string AgentId { get; set; } = "";

    public string Token { get; set; } = "";

    public string TokenId { get; set; } = "";

    public NotesServer Notes { get; } = notes;

    /// <summary>Of the assistant, which is an MCP client.</summary>
    public string AssistantToken { get; set; } = "";

    /// <summary>Of the writer, which is a client of OpenAI's API.</summary>
    public string WriterToken { get; set; } = "";

    /// <summary>A further agent with a policy of its own.</summary>
    /// <param name="tools">Of its token, which may read.</param>
    /// <returns>The token.</returns>
    public async Task<string> CreateAgentAsync(string name, string role, JsonObject spec, string[] tools, CancellationToken cancellationToken)
    {
        var agent = (await AsOperatorAsync(HttpMethod.Post, "/v1/agents", new JsonObject { ["name"] = name, ["role"] = role }, cancellationToken)).Expect(201);
        var policy = new JsonObject { ["name"] = name, ["agent_id"] = agent.Text("agent_id"), ["spec"] = spec };
        (await AsOperatorAsync(HttpMethod.Post, "/v1/policies", policy, cancellationToken)).Expect(201);
        var wanted = new JsonObject { ["tools"] = new JsonArray([.. tools.Select(tool => JsonValue.Create(tool))]), ["permissions"] = new JsonArray("read") };
        return (await AsOperatorAsync(HttpMethod.Post, $"/v1/agents/{agent.Text("agent_id")}/tokens", wanted, cancellationToken)).Expect(201).Text("token");
    }

    /// <summary>A request to a model, answered as it is made.</summary>
    public async Task<HttpResponseMessage> AskModelAsync(JsonObject body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", WriterToken);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>An MCP client, as an assistant or an editor has one: it knows an address and a token.</summary>
    public Task<McpClient> ConnectAsync(CancellationToken cancellationToken) => McpClient.CreateAsync(
        new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = new Uri(url, "/mcp"),
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {AssistantToken}" },
            },
            _http),
        cancellationToken: cancellationToken);

    public Task<DemoAnswer> AsOperatorAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken) =>
        SendAsync(method, path, operatorKey, body is null ? null : JsonContent.Create(body), cancellationToken);

    /// <summary>A tool call with the agent's token.</summary>
    public Task<DemoAnswer> CallAsync(string tool, string action, JsonObject parameters, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"/v1/tools/{tool}/{action}", Token, JsonContent.Create(parameters), cancellationToken);

    /// <summary>A form post without a bearer token, as OAuth clients send it.</summary>
    public Task<DemoAnswer> PostFormAsync(string path, Dictionary<string, string> fields, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, bearer: null, new FormUrlEncodedContent(fields), cancellationToken);

    public Task<DemoAnswer> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, bearer: null, content: null, cancellationToken);

    public void Dispose()
    {
        _http.Dispose();
        AgentKey.Dispose();
    }

    private async Task<DemoAnswer> SendAsync(
        HttpMethod method, string path, string? bearer, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) is true;
        var body = isJson ? await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken) : null;
        return new DemoAnswer((int)response.StatusCode, response.Headers, body);
    }
}
