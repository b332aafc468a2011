using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests;

/// <summary>How the tests speak to the gateway: as any client would, with the wire contract's types.</summary>
internal static class Wire
{
    /// <summary>An allowed call of a scraper.</summary>
    public static Task<HttpResponseMessage> SearchAsync(this HttpClient agent) =>
        agent.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "agent gateway" });

    public static async Task RevokeAsync(this HttpClient gatewayOperator, string tokenId)
    {
        using var response = await gatewayOperator.PostAsJsonAsync($"/v1/tokens/{tokenId}/revoke", new RevokeTokenRequest("test"), GatewayJson.Tolerant);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>
    /// Returns when the front door knows that the agent's token is not good any more, asked by a question that leaves no record.
    /// In one process it knows as soon as the revocation is answered; through Redis the news is on its way a moment longer.
    /// </summary>
    public static async Task UntilRefusedAsync(this HttpClient agent, Backend backend)
    {
        if (backend == Backend.Cluster)
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    using var response = await agent.GetAsync("/v1/tools");
                    return response.StatusCode == HttpStatusCode.Unauthorized;
                },
                "the token is refused");
        }
    }
}
