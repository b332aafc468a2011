using FourRunr.Fuzz.Gateway;
using FourRunr.Fuzz.Generators;

namespace FourRunr.Fuzz.Targets;

/// <summary>What operators send: bodies of the control plane.</summary>
internal static class OperatorTargets
{
    private static int _names;

    public static IEnumerable<Target> Of(FuzzedGateway gateway)
    {
        JsonTarget Post(string path, Func<Dice, JsonObject> good) => new("POST", path, gateway.OperatorKey, good);
        JsonTarget[] targets =
        [
            Post("/v1/agents", _ => new JsonObject { ["name"] = "finder", ["role"] = "nobody", ["public_key_pem"] = gateway.PublicKeyPem })
                with { Optional = ["created_by"] },
            Post($"/v1/agents/{gateway.OtherAgentId}/tokens", _ => new JsonObject
            {
                ["tools"] = new JsonArray("serpapi"), ["permissions"] = new JsonArray("read"), ["ttl_seconds"] = 60,
            }) with { Optional = ["expires_at"] },
            new JsonTarget("PATCH", $"/v1/agents/{gateway.OtherAgentId}", gateway.OperatorKey, _ => new JsonObject { ["status"] = "active" })
                with { Optional = ["role"], Enum = ("status", "suspended") },
            Post("/v1/operators", _ => new JsonObject { ["name"] = "reader", ["role"] = "auditor" }) with { Enum = ("role", "admin") },
            Post("/v1/revocations", _ => new JsonObject { ["role"] = "nobody", ["reason"] = "a test" }) with { Optional = ["agent_id"] },
            Post("/v1/policies", dice => Policy(dice)) with { Enum = ("mode", "shadow") },
            Post("/v1/policies/test", dice => new JsonObject
            {
                ["policies"] = new JsonArray(Policy(dice)),
                ["tests"] = new JsonArray(new JsonObject
                {
                    ["name"] = "t",
                    ["given"] = Call(),
                    ["expect"] = new JsonObject { ["effect"] = "allow" },
                }),
            }),
            Post("/v1/decisions/explain", _ => Call() is var call && call.TryAdd("agent_id", gateway.AgentId) ? call : call),
            Post("/v1/policies/simulate", dice => new JsonObject
            {
                ["draft"] = Policy(dice), ["from"] = "2026-01-05T03:00:00.123456789Z", ["to"] = "2026-01-06t03:00:00z", ["limit"] = 10,
            }),
            Post("/v1/admin/credentials", _ => new JsonObject { ["tool"] = NewName("tool"), ["value"] = "a-secret-of-the-weather", ["activate"] = false })
                with { Optional = ["note", "fields"] },
            new JsonTarget("PUT", "/v1/admin/tools/weather", gateway.OperatorKey, _ => Tool()),
            Post("/v1/admin/tools/import", _ => new JsonObject { ["tool"] = "pets", ["openapi"] = OpenApi() }) with { Optional = ["base_url", "operations"] },
            new JsonTarget("PUT", "/v1/admin/prices", gateway.OperatorKey, _ => Prices()),
            Post("/v1/admin/prices/import", _ => new JsonObject { ["prices"] = PriceFile() }) with { Optional = ["providers", "effective_from"] },
        ];
        return targets.Select(target => target.ToTarget());
    }

    private static JsonObject Policy(Dice dice) => new()
    {
        ["name"] = NewName("policy"),
        ["role"] = "nobody",
        ["mode"] = "enforce",
        ["spec"] = new JsonObject
        {
            ["scopes"] = new JsonArray("serpapi:search", "http_fetch:*"),
            ["guards"] = new JsonObject
            {
                ["max_request_bytes"] = 1000,
                ["blocked_domains"] = new JsonArray(dice.Pick("example.org", "*.example.com", "1.2.3.4")),
                ["params"] = new JsonObject { ["serpapi:search"] = new JsonObject { ["num"] = new JsonObject { ["max"] = 20 } } },
            },
            ["rate_limit"] = new JsonObject { ["requests"] = 10, ["per"] = "1s" },
        },
    };

    private static JsonObject Prices() => new()
    {
        ["models"] = new JsonObject
        {
            ["openai/gpt"] = new JsonObject
            {
                ["input"] = "1.25",
                ["output"] = "10",
                ["max_output"] = 128_000,
                ["tiers"] = new JsonArray(new JsonObject { ["above_input_tokens"] = 200_000, ["input"] = "2.5", ["output"] = "10" }),
                ["service_tiers"] = new JsonObject { ["flex"] = new JsonObject { ["factor"] = "0.5" } },
            },
        },
        ["tools"] = new JsonObject { ["serpapi:search"] = "0.01" },
    };

    private static JsonObject PriceFile() => new()
    {
        ["maple"] = new JsonObject
        {
            ["mode"] = "chat",
            ["litellm_provider"] = "northwind",
            ["input_cost_per_token"] = 0.000003,
            ["output_cost_per_token"] = 0.000015,
            ["max_input_tokens"] = 100_000,
        },
    };

    private static string NewName(string of) => string.Create(CultureInfo.InvariantCulture, $"{of}{Interlocked.Increment(ref _names)}");

    private static JsonObject Call() => new()
    {
        ["role"] = "nobody",
        ["tool"] = "serpapi",
        ["action"] = "search",
        ["params"] = new JsonObject { ["q"] = "x", ["num"] = 10 },
        ["time"] = "2026-01-05T03:00:00.123456789z",
    };

    private static JsonObject Tool() => new()
    {
        ["tool"] = "weather",
        ["description"] = "Weather of places.",
        ["base_url"] = "https://api.open-meteo.com/v1",
        ["actions"] = new JsonObject
        {
            ["forecast"] = new JsonObject
            {
                ["description"] = "The weather of the next days.",
                ["method"] = "GET",
                ["path"] = "/forecast/{place}",
                ["parameters"] = new JsonObject
                {
                    ["properties"] = new JsonObject { ["place"] = new JsonObject { ["type"] = "string", ["maxLength"] = 100 } },
                    ["required"] = new JsonArray("place"),
                },
            },
        },
    };

    private static JsonObject OpenApi() => new()
    {
        ["openapi"] = "3.1.0",
        ["info"] = new JsonObject { ["title"] = "Pets", ["version"] = "1" },
        ["servers"] = new JsonArray(new JsonObject { ["url"] = "https://pets.example/v1" }),
        ["paths"] = new JsonObject
        {
            ["/pets/{id}"] = new JsonObject
            {
                ["get"] = new JsonObject
                {
                    ["operationId"] = "getPet",
                    ["parameters"] = new JsonArray(new JsonObject
                    {
                        ["name"] = "id",
                        ["in"] = "path",
                        ["required"] = true,
                        ["schema"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1 },
                    }),
                    ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "A pet." } },
                },
            },
        },
    };
}
