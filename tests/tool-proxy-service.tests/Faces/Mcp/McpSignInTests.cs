using System.Net;
using System.Net.Http.Json;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Faces.Mcp;

/// <summary>How MCP clients find out where to sign in, and which endpoint a token is good for.</summary>
public sealed class McpSignInTests
{
    private const string Origin = "http://127.0.0.1:8080";

    [Theory]
    [InlineData("", Origin)]
    [InlineData("/mcp", $"{Origin}/mcp")]
    [InlineData("/mcp/serpapi", $"{Origin}/mcp/serpapi")]
    public async Task Metadata_OfEachResource_NamesItAndTheGateway(string path, string resource)
    {
        await using var gateway = await TestGateway.StartAsync();

        var metadata = (await gateway.Client(null).GetFromJsonAsync<JsonObject>($"/.well-known/oauth-protected-resource{path}"))!;

        Assert.Equal(resource, (string?)metadata["resource"]);
        Assert.Equal([Origin], metadata["authorization_servers"]!.AsArray().Select(server => (string?)server));
        Assert.Equal(["header"], metadata["bearer_methods_supported"]!.AsArray().Select(method => (string?)method));
        // Clients would ask for all of it.
        Assert.False(metadata.ContainsKey("scopes_supported"));
    }

    [Theory]
    [InlineData("/mcp", null, $"Bearer resource_metadata=\"{Origin}/.well-known/oauth-protected-resource/mcp\"")]
    [InlineData("/mcp/serpapi", null, $"Bearer resource_metadata=\"{Origin}/.well-known/oauth-protected-resource/mcp/serpapi\"")]
    [InlineData("/mcp/serpapi", "wrong", $"Bearer error=\"invalid_token\", resource_metadata=\"{Origin}/.well-known/oauth-protected-resource/mcp/serpapi\"")]
    [InlineData("/mcp/%22%20x", null, $"Bearer resource_metadata=\"{Origin}/.well-known/oauth-protected-resource/mcp\"")]
    [InlineData("/v1/tools", null, "Bearer")]
    public async Task Challenge_LeadsToTheMetadataAndNamesNoScope(string path, string? token, string challenge)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var client = gateway.Client(token);

        using var response = path == "/v1/tools" ? await client.GetAsync(path) : await client.PostAsync(path, JsonContent.Create(McpClient.Message("ping", null)));

        Assert.Equal((HttpStatusCode.Unauthorized, challenge), (response.StatusCode, Assert.Single(response.Headers.GetValues("WWW-Authenticate"))));
    }

    [Fact]
    public async Task Bearer_NoMetadataAndAPlainChallenge()
    {
        await using var gateway = await TestGateway.StartAsync(Backend.Embedded, ["--MCP_AUTH=bearer"]);
        using var client = gateway.Client(null);

        foreach (var path in (string[])["", "/mcp", "/mcp/serpapi"])
        {
            using var response = await client.GetAsync($"/.well-known/oauth-protected-resource{path}");
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        using var refused = await client.PostAsync("/mcp", JsonContent.Create(McpClient.Message("ping", null)));
        Assert.Equal("Bearer", Assert.Single(refused.Headers.GetValues("WWW-Authenticate")));
    }

    [Theory]
    [InlineData($"{Origin}/mcp/serpapi", "/mcp/serpapi", true)]
    [InlineData($"{Origin}/mcp/serpapi", "/mcp", false)]
    [InlineData($"{Origin}/mcp/serpapi", "/mcp/openai", false)]
    [InlineData($"{Origin}/mcp", "/mcp", true)]
    [InlineData($"{Origin}/mcp", "/mcp/serpapi", false)]
    [InlineData("https://elsewhere.test/mcp", "/mcp", false)]
    [InlineData(null, "/mcp", true)]
    [InlineData(null, "/mcp/serpapi", true)]
    public async Task Token_OfOneEndpoint_RefusedByAllOthers(string? audience, string path, bool good)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Holders[TestGateway.Token] = TestGateway.Agent() with { Aud = audience };
        using var client = gateway.Client();

        using var message = await client.PostAsync(path, JsonContent.Create(McpClient.Message("tools/list", null)));
        using var call = await client.PostAsync("/v1/tools/serpapi/search", JsonContent.Create(new { q = "x" }));

        Assert.Equal(good ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, message.StatusCode);
        Assert.Equal(audience is null ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, call.StatusCode);
    }
}
