using System.Diagnostics;
using System.Net;
using FourRunr.Contracts;

namespace FourRunr.Bench.Scenarios;

/// <summary>
/// How long a revoked token still works at another proxy: from before the revocation is sent to one front door to after the
/// first 401 of the other is read.
/// </summary>
internal static class Revocation
{
    public static async Task<int> MeasureAsync(Client http, Uri first, Uri second, int tries, int boundMs)
    {
        var agent = await BenchAgent.CreateAsync(http, first);
        var times = new Latencies();
        var stillAllowed = 0;
        for (var i = 0; i < tries; i++)
        {
            var token = await agent.IssueTokenAsync(http, first);
            await http.CallUntilAsync(second, token.Token, HttpStatusCode.OK, HttpStatusCode.OK);

            var start = Stopwatch.GetTimestamp();
            await http.SendAsync<TokenResponse>(
                HttpMethod.Post, first, $"/v1/tokens/{token.TokenId}/revoke", Client.AdminKey, new RevokeTokenRequest("bench"));
            stillAllowed += await http.CallUntilAsync(second, token.Token, HttpStatusCode.OK, HttpStatusCode.Unauthorized);
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        Console.WriteLine($"revoke to 401, {times}; calls answered 200 meanwhile: {stillAllowed}");
        return times.At(0.99) <= boundMs ? 0 : 1;
    }
}
