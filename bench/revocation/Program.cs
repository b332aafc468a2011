using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using FourRunr.Contracts;
using Microsoft.Extensions.DependencyInjection;

// How long a revoked token still works at another proxy: revoke through one front door, call through the other until it
// answers 401. Measured from before the revocation is sent to after the first 401 is read.
// Usage: revocation <front door 1> <front door 2> <tries> <bound in ms>; GATEWAY_ADMIN_KEY in the environment.
var (first, second, tries, boundMs) = (new Uri(args[0]), new Uri(args[1]), int.Parse(args[2], CultureInfo.InvariantCulture), double.Parse(args[3], CultureInfo.InvariantCulture));
await using var services = new ServiceCollection().AddHttpClient().ConfigureHttpClientDefaults(http => http.RemoveAllLoggers()).BuildServiceProvider();
var http = services.GetRequiredService<IHttpClientFactory>().CreateClient();
var adminKey = Environment.GetEnvironmentVariable("GATEWAY_ADMIN_KEY") ?? throw new InvalidOperationException("GATEWAY_ADMIN_KEY is not set.");

var agent = await SendAsync<AgentResponse>(first, "/v1/agents", adminKey, new CreateAgentRequest("revocation-bench", "bench"));
// The calls below come as fast as they can: the default limit would answer some of them 429.
await SendAsync<PolicyResponse>(first, "/v1/policies", adminKey, new PolicyRequest(
    $"revocation-bench-{agent.AgentId}",
    new PolicySpec { Scopes = ["serpapi:search"], RateLimit = new RateLimitSpec(1_000_000, "1s", 1_000_000) },
    AgentId: agent.AgentId));

var milliseconds = new double[tries];
var stillAllowed = 0;
for (var i = 0; i < tries; i++)
{
    var issued = await SendAsync<TokenIssued>(first, $"/v1/agents/{agent.AgentId}/tokens", adminKey, new IssueTokenRequest(["serpapi"], ["read"]));
    await ExpectAsync(second, issued.Token, HttpStatusCode.OK);
    await ExpectAsync(second, issued.Token, HttpStatusCode.OK);

    var start = Stopwatch.GetTimestamp();
    await SendAsync<TokenResponse>(first, $"/v1/tokens/{issued.TokenId}/revoke", adminKey, new RevokeTokenRequest("bench"));
    while (await CallAsync(second, issued.Token) is var status && status != HttpStatusCode.Unauthorized)
    {
        stillAllowed += status == HttpStatusCode.OK ? 1 : throw new InvalidOperationException($"Unexpected status {(int)status}.");
    }

    milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}

Array.Sort(milliseconds);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"revoke-to-401 over {tries} tries: p50 {At(0.50):F1} ms, p95 {At(0.95):F1} ms, p99 {At(0.99):F1} ms, max {milliseconds[^1]:F1} ms; calls answered 200 meanwhile: {stillAllowed}"));
return At(0.99) <= boundMs ? 0 : 1;

double At(double quantile) => milliseconds[Math.Min(tries - 1, (int)Math.Ceiling(quantile * tries) - 1)];

async Task ExpectAsync(Uri door, string token, HttpStatusCode expected)
{
    var status = await CallAsync(door, token);
    if (status != expected)
    {
        throw new InvalidOperationException($"Expected {(int)expected} before the revocation, got {(int)status}.");
    }
}

async Task<HttpStatusCode> CallAsync(Uri door, string token)
{
    using var request = Request(new Uri(door, "/v1/tools/serpapi/search"), token, new { q = "gateway" });
    using var response = await http.SendAsync(request);
    return response.StatusCode;
}

async Task<T> SendAsync<T>(Uri door, string path, string key, object body)
{
    using var request = Request(new Uri(door, path), key, body);
    using var response = await http.SendAsync(request);
    return response.IsSuccessStatusCode
        ? (await response.Content.ReadFromJsonAsync<T>(GatewayJson.Tolerant))!
        : throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
}

static HttpRequestMessage Request(Uri url, string bearer, object body) => new(HttpMethod.Post, url)
{
    Content = JsonContent.Create(body, body.GetType(), options: GatewayJson.Tolerant),
    Headers = { Authorization = new AuthenticationHeaderValue("Bearer", bearer) },
};
