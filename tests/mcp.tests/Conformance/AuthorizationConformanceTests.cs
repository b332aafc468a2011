using System.Net.Http.Json;
using System.Text.RegularExpressions;
using FourRunr.Contracts;
using FourRunr.Mcp.Tests.Gateway;
using FourRunr.Mcp.Tests.Node;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Mcp.Tests.Conformance;

/// <summary>The scenarios of the conformance suite for authorization servers: the gateway is its own.</summary>
public sealed partial class AuthorizationConformanceTests(McpGateway test)
{
    /// <summary>With and without a resource (RFC 8707); no baseline, because all pass.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AllScenarios_Pass(bool withResource)
    {
        await McpPackages.Npm.InstallAsync();
        var (agentId, _) = await test.Gateway.CreateAgentWithKeyAsync(new PolicySpec { Scopes = ["modern:echo"] });
        var port = FreePort.Find();
        var issuer = test.Gateway.Process.Url.GetLeftPart(UriPartial.Authority);

        await using var suite = McpPackages.Npm.Start(
        [
            McpPackages.Npm.Module("@modelcontextprotocol/conformance/dist/index.js"), "authorization", "--url", issuer, "--port", $"{port}",
            "--client-id", await RegisterAsync($"http://127.0.0.1:{port}/callback"),
            .. withResource ? ["--resource", test.Gateway.UrlOf("modern")] : Array.Empty<string>(),
        ]);
        await OperatorBrowser.GiveAgentAsync(new Uri(await suite.UntilAsync(AuthorizationUrl())), agentId);
        var exitCode = await suite.EndAsync();

        Assert.True(exitCode == 0, suite.Output);
        Assert.Equal(
            ["✓ authorization-server-metadata-endpoint: 2 passed, 0 failed", "✓ authorization-code-grant: 1 passed, 0 failed"],
            Result().Matches(suite.Output.Split("=== SUMMARY ===")[^1]).Select(match => match.Value));
    }

    private async Task<string> RegisterAsync(string redirectUri)
    {
        var metadata = new JsonObject { ["client_name"] = "Conformance", ["redirect_uris"] = new JsonArray(redirectUri) };
        using var answer = await test.Gateway.Operator.PostAsJsonAsync("/oauth2/register", metadata);
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["client_id"]!;
    }

    [GeneratedRegex(@"^http://\S+/oauth2/authorize\?\S+", RegexOptions.Multiline)]
    private static partial Regex AuthorizationUrl();

    [GeneratedRegex(@"^[✓✗] .+$", RegexOptions.Multiline)]
    private static partial Regex Result();
}
