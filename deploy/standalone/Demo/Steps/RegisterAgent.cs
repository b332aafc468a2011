using System.Text.Json.Nodes;

namespace FourRunr.Standalone.Demo.Steps;

/// <summary>The agent brings its own key pair; only the public half goes to the gateway.</summary>
internal static class RegisterAgent
{
    public static async Task<string> PlayAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["name"] = "demo-scraper",
            ["role"] = "scraper",
            ["public_key_pem"] = scene.AgentKey.ExportSubjectPublicKeyInfoPem(),
        };
        var answer = (await scene.AsOperatorAsync(HttpMethod.Post, "/v1/agents", body, cancellationToken)).Expect(201);
        if (answer.Body?["private_key_pem"] is not null)
        {
            throw new DemoException("the answer holds a private key although the agent brought its own");
        }

        scene.AgentId = answer.Text("agent_id");
        return $"POST /v1/agents (role scraper, its own public key) → 201 {scene.AgentId}";
    }
}
