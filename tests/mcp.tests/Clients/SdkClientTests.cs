using System.Net;
using FourRunr.Contracts;
using FourRunr.Mcp.Tests.Gateway;
using FourRunr.Testing;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Xunit;

namespace FourRunr.Mcp.Tests.Clients;

/// <summary>The official C# client.</summary>
public sealed class SdkClientTests(McpGateway test)
{
    [Fact]
    public async Task Client_ListsCallsAndReadsRefusals()
    {
        var setting = await ClientSetting.MakeAsync(test.Gateway);
        await using var guarded = await ConnectAsync(setting, setting.Guarded);
        await using var limited = await ConnectAsync(setting, setting.Limited);
        await using var revoked = await ConnectAsync(setting, setting.Revoked);

        Assert.Equal("echo", Assert.Single(await guarded.ListToolsAsync()).Name);
        Assert.Equal((false, "hello"), await CallAsync(guarded, "hello"));
        AssertProblem("guard_denied", await CallAsync(guarded, "forbidden"));

        Assert.Equal((false, "first"), await CallAsync(limited, "first"));
        AssertProblem("rate_limited", await CallAsync(limited, "second"));

        Assert.Equal((false, "still"), await CallAsync(revoked, "still"));
        await test.Gateway.Operator.PostAsync<TokenResponse>($"/v1/tokens/{setting.Revoked.TokenId}/revoke", new RevokeTokenRequest());
        var exception = await Assert.ThrowsAnyAsync<HttpRequestException>(() => CallAsync(revoked, "no more"));
        Assert.Equal(HttpStatusCode.Unauthorized, exception.StatusCode);
    }

    private static Task<McpClient> ConnectAsync(ClientSetting setting, TokenIssued token) => McpClient.CreateAsync(new HttpClientTransport(new HttpClientTransportOptions
    {
        Endpoint = new Uri(setting.Url),
        TransportMode = HttpTransportMode.StreamableHttp,
        AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {token.Token}" },
    }));

    private static async Task<(bool IsError, string Text)> CallAsync(McpClient client, string text)
    {
        var result = await client.CallToolAsync("echo", new Dictionary<string, object?> { ["text"] = text });
        return (result.IsError is true, string.Join('\n', result.Content.OfType<TextContentBlock>().Select(block => block.Text)));
    }

    private static void AssertProblem(string code, (bool IsError, string Text) answer)
    {
        Assert.True(answer.IsError);
        Assert.Contains(code, answer.Text, StringComparison.Ordinal);
        Assert.Contains("how_to_fix", answer.Text, StringComparison.Ordinal);
    }
}
