using FourRunr.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FourRunr.Policy.Tests;

/// <summary>Answers introspection over real HTTP as auth-service would, for one admin and one auditor.</summary>
internal sealed class StandInAuthService : IAsyncDisposable
{
    public const string AdminKey = "key-of-an-admin";
    public const string AuditorKey = "key-of-an-auditor";
    public const string AdminId = "opr_00000000000000000000000000000001";

    private readonly WebApplication _app;

    private StandInAuthService(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public static async Task<StandInAuthService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        var app = builder.Build();
        app.MapPost("/oauth2/introspect", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            return TypedResults.Json(Introspect(form["token"].ToString()), GatewayJson.Tolerant);
        });
        app.MapGet("/health/ready", () => new { status = "ok" });
        await app.StartAsync();
        return new StandInAuthService(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static IntrospectionResponse Introspect(string token) => token switch
    {
        AdminKey => Operator(AdminId, "admin"),
        AuditorKey => Operator("opr_00000000000000000000000000000002", "auditor"),
        _ => new IntrospectionResponse { Active = false, Code = GatewayErrors.TokenInvalid.Code },
    };

    private static IntrospectionResponse Operator(string id, string role) =>
        new() { Active = true, Kind = PrincipalKind.Operator, Sub = id, Name = role, Role = role };
}
