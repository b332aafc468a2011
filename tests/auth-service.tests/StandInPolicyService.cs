using System.Collections.Concurrent;
using System.Net.Http.Headers;
using FourRunr.Contracts;
using FourRunr.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FourRunr.Auth.Tests;

/// <summary>Says over real HTTP what policies allow, as policy-service would. Everything, until a test says otherwise.</summary>
internal sealed class StandInPolicyService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StandInPolicyService(WebApplication app) => _app = app;

    /// <summary>Tool to what is allowed of it, for every agent.</summary>
    public IReadOnlyList<AllowedTool> Allowed { get; set; } =
        [new("serpapi", ["read"]), new("http_fetch", ["read"]), new("openai", ["write"]), new("gmail_send", ["read", "write"])];

    public ConcurrentQueue<AllowedScopesRequest> Questions { get; } = new();

    public string Argument => $"--GATEWAY_POLICY_URL={_app.Urls.Single()}";

    public static async Task<StandInPolicyService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var service = new StandInPolicyService(app);
        app.MapPost("/v1/decisions/scopes", service.AnswerAsync);
        await app.StartAsync();
        return service;
    }

    public Task StopAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        return _app.StopAsync(now.Token);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> AnswerAsync(HttpRequest request)
    {
        if (request.Headers.Authorization != new AuthenticationHeaderValue("Bearer", TestSecrets.ServiceKey).ToString())
        {
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        Questions.Enqueue((await request.ReadFromJsonAsync<AllowedScopesRequest>(GatewayJson.Strict))!);
        return Results.Json(new AllowedScopesResponse(Allowed), GatewayJson.Tolerant);
    }
}
