using System.Text.Json.Nodes;

namespace FourRunr.Standalone.Demo.Steps;

internal static class TokenRevocation
{
    public static async Task<string> PlayAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["reason"] = "end of the demo" };
        (await scene.AsOperatorAsync(HttpMethod.Post, $"/v1/tokens/{scene.TokenId}/revoke", body, cancellationToken)).Expect(200);
        return $"POST /v1/tokens/{scene.TokenId}/revoke → 200";
    }
}
