using FourRunr.Contracts;
using FourRunr.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FourRunr.Policy.Tests.Decisions;

/// <summary>Says over real HTTP which tools there are, as the tool proxy would.</summary>
internal sealed class StandInCatalog : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _asked;

    private StandInCatalog(WebApplication app) => _app = app;

    public string Argument => $"--GATEWAY_PROXY_URL={_app.Urls.Single()}";

    public int Asked => _asked;

    public IReadOnlyList<CatalogAction> Actions { get; set; } =
    [
        new("serpapi", "search", "read"), new("http_fetch", "get", "read"), new("http_fetch", "head", "read"),
        new("gmail_send", "profile", "read"), new("gmail_send", "send", "write"),
    ];

    public static async Task<StandInCatalog> StartAsync()
    {
        var app = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]).Build();
        var catalog = new StandInCatalog(app);
        app.MapGet("/v1/catalog", (HttpRequest request) =>
        {
            Interlocked.Increment(ref catalog._asked);
            return request.Headers.Authorization == $"Bearer {TestSecrets.ServiceKey}"
                ? Results.Json(new ToolCatalogResponse(catalog.Actions), GatewayJson.Tolerant)
                : Results.StatusCode(StatusCodes.Status401Unauthorized);
        });
        await app.StartAsync();
        return catalog;
    }

    public Task StopAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        return _app.StopAsync(now.Token);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
