using System.Text.Json.Nodes;

namespace FourRunr.Standalone.Demo.Steps;

/// <summary>The very next call after the revocation: no cache may still believe the token.</summary>
internal static class RefusedCall
{
    public static async Task<string> PlayAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        (await scene.CallAsync("serpapi", "search", new JsonObject { ["q"] = "agent gateway" }, cancellationToken))
            .Expect(401, "token_revoked");
        return "POST /v1/tools/serpapi/search → 401 token_revoked";
    }
}
