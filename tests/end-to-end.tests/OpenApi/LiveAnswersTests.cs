using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.OpenApi;

/// <summary>What a running gateway answers is what its document says: status, code, headers and every member.</summary>
public sealed class LiveAnswersTests(DescribedGateway described) : IClassFixture<DescribedGateway>
{
    /// <summary>Asked for in other ways, see the tests of their own below.</summary>
    private static readonly string[] OnTheirOwn = ["RequestToken", "StreamCalls", "StreamApprovals"];

    private readonly RunningGateway _gateway = described.Gateway;
    private readonly HttpClient _client = described.Client;
    private readonly ApiDocument _document = described.FrontDoor;

    [Fact]
    public async Task EveryOperation_AskedWell_AnswersAsDocumented()
    {
        List<string> complaints = [];
        var story = new OperationStory(_client);
        foreach (var step in EveryOperation.Steps)
        {
            var operation = _document.Operations.SingleOrDefault(operation => operation.Id == step.Operation);
            Assert.True(operation is not null, $"{step.Operation} is not in the document.");
            Assert.True(operation.Serves(story.Fill(step.Path).Split('?')[0]), $"{step.Path} is no path of {operation}.");
            using var response = await story.SendAsync(operation, step);
            complaints.AddRange(await DocumentedAnswer.ComplainAsync(_document, operation, response));
            if (step.Status > 0 ? (int)response.StatusCode != step.Status : !response.IsSuccessStatusCode)
            {
                complaints.Add($"{operation} was to succeed: {await response.Content.ReadAsStringAsync()}");
            }

            await story.KeepAsync(step, response);
        }

        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
        Assert.Equal(
            _document.Operations.Select(operation => operation.Id).Except(OnTheirOwn).Order(),
            EveryOperation.Steps.Select(step => step.Operation).Distinct().Order());
    }

    [Fact]
    public async Task EveryOperation_AskedBadly_RefusesAsDocumented()
    {
        List<string> complaints = [];
        foreach (var operation in _document.Operations.Where(operation => !operation.Id.StartsWith("Stream", StringComparison.Ordinal)))
        {
            await foreach (var response in AskBadlyAsync(operation))
            {
                complaints.AddRange(await DocumentedAnswer.ComplainAsync(_document, operation, response));
                response.Dispose();
            }
        }

        Assert.True(complaints.Count == 0, string.Join('\n', complaints.Distinct().Take(20)));
    }

    [Fact]
    public async Task RequestToken_WithTheAgentsOwnKey_AnswersAsDocumented()
    {
        using var key = RSA.Create(2048);
        var agent = await _gateway.CreateAgentAsync(key: key);

        using var response = await AgentLogin.SendAsync(_client, agent.AgentId, key);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await DocumentedAnswer.ComplainAsync(_document, Operation("RequestToken"), response));
    }

    [Fact]
    public async Task StreamCalls_Event_HoldsWhatTheDocumentSays()
    {
        using var request = Request(HttpMethod.Get, "/v1/admin/calls/stream", TestSecrets.AdminKey);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var (_, token) = await _gateway.CreateAgentWithTokenAsync();
        using var agent = _gateway.Proxies[0].Client(token.Token);
        using var call = await agent.SearchAsync();

        string? line;
        do
        {
            line = await reader.ReadLineAsync();
        }
        while (line?.StartsWith("data: {", StringComparison.Ordinal) != true);

        var media = Operation("StreamCalls").Json["responses"]!["200"]!["content"]!["text/event-stream"]!;
        using var data = JsonDocument.Parse(line["data: ".Length..]);
        Assert.Equal("string", (string?)media["schema"]!["type"]);
        Assert.Empty(DocumentedAnswer.Complain(_document, media["x-itemSchema"]!["properties"]!["data"]!["contentSchema"]!, data.RootElement));
    }

    [Fact]
    public async Task StreamApprovals_Event_HoldsWhatTheDocumentSays()
    {
        var (agent, token) = await _gateway.CreateAgentWithTokenAsync();
        using var asks = Request(HttpMethod.Post, "/v1/policies", TestSecrets.AdminKey);
        asks.Content = new StringContent(
            $$$"""{"name":"asks {{{agent.AgentId}}}","agent_id":"{{{agent.AgentId}}}","spec":{"scopes":["serpapi:search"],"approvals":[{"name":"all","scopes":["*"]}]}}""",
            Encoding.UTF8,
            "application/json");
        using var policy = await _client.SendAsync(asks);
        Assert.Equal(HttpStatusCode.Created, policy.StatusCode);
        using var request = Request(HttpMethod.Get, "/v1/admin/approvals/stream", TestSecrets.AdminKey);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        using var caller = _gateway.Proxies[0].Client(token.Token);
        using var call = await caller.SearchAsync();

        string? line;
        do
        {
            line = await reader.ReadLineAsync();
        }
        while (line?.Contains(agent.AgentId, StringComparison.Ordinal) != true);

        var media = Operation("StreamApprovals").Json["responses"]!["200"]!["content"]!["text/event-stream"]!;
        using var data = JsonDocument.Parse(line["data: ".Length..]);
        Assert.Empty(DocumentedAnswer.Complain(_document, media["x-itemSchema"]!["properties"]!["data"]!["contentSchema"]!, data.RootElement));
    }

    private ApiOperation Operation(string id) => _document.Operations.Single(operation => operation.Id == id);

    /// <summary>By nobody, by somebody without the right, with ids of nothing, with a body of nonsense and of another type.</summary>
    private async IAsyncEnumerable<HttpResponseMessage> AskBadlyAsync(ApiOperation operation)
    {
        var path = string.Join('/', operation.Path.Split('/').Select(segment => segment == "{version}" ? "7" : segment.StartsWith('{') ? "nothing" : segment));
        var mayBeAsked = operation.Method == HttpMethod.Get || operation.Path.Contains('{', StringComparison.Ordinal);
        var bodies = operation.Json["requestBody"] is null ? [null] : new[] { ("application/json", "{\"nonsense\":1}"), ("text/plain", "x"), ((string, string)?)("application/json", "{") };
        foreach (var bearer in new[] { null, "nonsense", TestSecrets.ServiceKey, TestSecrets.AdminKey })
        {
            foreach (var body in bodies)
            {
                if (body is null && !mayBeAsked && bearer == TestSecrets.AdminKey)
                {
                    continue;
                }

                using var request = Request(operation.Method, bearer == TestSecrets.AdminKey ? $"{path}?limit=0" : path, bearer);
                request.Content = body is var (type, text) ? new StringContent(text, Encoding.UTF8, type) : null;
                yield return await _client.SendAsync(request);
            }
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? bearer) => new(method, path)
    {
        Headers = { Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer) },
    };
}
