using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Browsers;

public sealed class BrowserTests
{
    private const string Console = "https://console.example.com";
    private static readonly string[] Settings = [$"--CORS_ALLOWED_ORIGINS={Console}, http://localhost:5173"];

    [Theory]
    [InlineData("/v1/tools/serpapi/search")]
    [InlineData("/v1/agents")]
    [InlineData("/v1/admin/calls")]
    [InlineData("/oauth2/token")]
    [InlineData("/api/proxy-request")]
    public async Task Preflight_ListedOrigin_IsAllowedOnEveryRoute(string path)
    {
        await using var gateway = await TestGateway.StartAsync(Backend.Embedded, Settings);

        using var response = await PreflightAsync(gateway, path, Console);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(Console, response.Header("Access-Control-Allow-Origin"));
        Assert.Contains("Authorization", response.Header("Access-Control-Allow-Headers"), StringComparison.Ordinal);
        Assert.All(
            (string[])["Idempotency-Key", "x-api-key", "anthropic-version", "anthropic-beta"],
            header => Assert.Contains(header, response.Header("Access-Control-Allow-Headers")!.Split(','), StringComparer.OrdinalIgnoreCase));
        Assert.Contains("POST", response.Header("Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Null(response.Header("Access-Control-Allow-Credentials"));
        Assert.NotNull(response.Header("X-Correlation-Id"));
        Assert.Empty(gateway.Auth.Received);
    }

    [Fact]
    public async Task Preflight_OtherOrigin_IsAllowedNothing()
    {
        await using var gateway = await TestGateway.StartAsync(Backend.Embedded, Settings);

        foreach (var origin in new[] { "https://evil.example", "https://console.example.com.evil.example", "http://console.example.com", "http://localhost:5174", "null" })
        {
            using var response = await PreflightAsync(gateway, "/v1/agents", origin);

            Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Preflight_NoOriginListed_IsRefusedAsEver()
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await PreflightAsync(gateway, "/v1/tools/serpapi/search", Console);

        await response.MustBeAsync(GatewayErrors.MethodNotAllowed);
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_ListedOrigin_MayReadTheAnswerAndItsHeaders()
    {
        await using var gateway = await TestGateway.StartAsync(Backend.Embedded, Settings);
        using var client = gateway.Client();
        client.DefaultRequestHeaders.Add("Origin", Console);

        using var call = await client.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "coffee" });
        using var forwarded = await client.GetAsync("/v1/agents");
        using var unknown = await client.GetAsync("/nothing");

        Assert.All([call, forwarded, unknown], response => Assert.Equal(Console, response.Header("Access-Control-Allow-Origin")));
        var exposed = call.Header("Access-Control-Expose-Headers")!.Split(',');
        Assert.Equal(["RateLimit", "RateLimit-Policy", "Retry-After", "X-Correlation-Id"], exposed.Intersect(["X-Correlation-Id", "RateLimit", "RateLimit-Policy", "Retry-After"]).Order());
        Assert.Contains("Origin", call.Headers.Vary);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://*.example.com")]
    [InlineData("https://console.example.com/")]
    [InlineData("https://console.example.com/app")]
    [InlineData("console.example.com")]
    [InlineData("https://user@console.example.com")]
    [InlineData("null")]
    [InlineData("https://ok.example,ftp://files.example")]
    public void Start_OriginThatIsNone_StopsWithOneLine(string origins)
    {
        using var data = new TemporaryDirectory();

        var exception = Assert.Throws<InvalidConfigurationException>(() => ToolProxyService.Create(
            ["--environment=Development", $"--GATEWAY_DATA_DIR={data.Path}", .. TestSecrets.Arguments, $"--CORS_ALLOWED_ORIGINS={origins}"]));

        Assert.StartsWith("CORS_ALLOWED_ORIGINS must list", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Root_LeadsABrowserToTheReferenceAndTellsProgramsThePaths()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var browser = gateway.Client(null);
        browser.DefaultRequestHeaders.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

        using var page = await browser.GetAsync("/");
        var paths = await gateway.Client(null).GetFromJsonAsync<JsonObject>("/");

        Assert.Equal((HttpStatusCode.Found, "/console/"), (page.StatusCode, page.Headers.Location?.ToString()));
        foreach (var path in new[] { "openapi", "api_reference", "health" })
        {
            using var there = await browser.GetAsync((string)paths![path]!);
            Assert.True(there.StatusCode is HttpStatusCode.OK or HttpStatusCode.Found, $"{path}: {there.StatusCode}");
        }
    }

    private static async Task<HttpResponseMessage> PreflightAsync(TestGateway gateway, string path, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,idempotency-key");
        return await gateway.Client(null).SendAsync(request);
    }
}
