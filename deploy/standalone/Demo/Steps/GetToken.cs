using System.Globalization;

namespace FourRunr.Standalone.Demo.Steps;

/// <summary>
/// The agent proves who it is with its own key (private_key_jwt, RFC 7523): no shared secret, no operator. It asks for
/// every tool, and the answer says what its policies leave of that.
/// </summary>
internal static class GetToken
{
    public static async Task<string> PlayAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var server = (await scene.GetAsync("/.well-known/oauth-authorization-server", cancellationToken)).Expect(200);
        var fields = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = "*:read",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = SignedAssertion.Sign(scene.AgentKey, scene.AgentId, audience: server.Text("issuer"), TimeProvider.System),
        };
        var answer = (await scene.PostFormAsync("/oauth2/token", fields, cancellationToken)).Expect(200);
        scene.Token = answer.Text("access_token");
        scene.TokenId = answer.Text("token_id");
        var seconds = answer.Body?["expires_in"]?.GetValue<int>().ToString(CultureInfo.InvariantCulture);
        return $"POST /oauth2/token (signed by the agent's own key) → 200 {scene.TokenId}, good for {seconds} s and {answer.Text("scope")}";
    }
}
