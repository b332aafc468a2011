using System.Text.Json.Nodes;

namespace FourRunr.Standalone.Demo.Steps;

/// <summary>A policy for this one agent, beside that of its role: it may burst to <see cref="Burst.Permits"/> calls.</summary>
internal static class SetPolicy
{
    public static async Task<string> PlayAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["name"] = "demo-limit",
            ["agent_id"] = scene.AgentId,
            ["spec"] = new JsonObject
            {
                ["scopes"] = new JsonArray("serpapi:search"),
                ["rate_limit"] = new JsonObject { ["requests"] = 6, ["per"] = "1m", ["burst"] = Burst.Permits },
            },
        };
        (await scene.AsOperatorAsync(HttpMethod.Post, "/v1/policies", body, cancellationToken)).Expect(201);
        return $"POST /v1/policies (6 calls a minute, bursts of {Burst.Permits}) → 201";
    }
}
