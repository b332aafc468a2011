using FourRunr.Fuzz.Gateway;
using FourRunr.Fuzz.Generators;
using FourRunr.Fuzz.Wire;

namespace FourRunr.Fuzz.Targets;

/// <summary>The compatible endpoints under <c>/api</c>.</summary>
internal static class LegacyTargets
{
    public static IEnumerable<Target> Of(FuzzedGateway gateway) =>
    [
        new JsonTarget("POST", "/api/proxy-request", "unused", _ => Body(gateway.Token)) { Optional = ["intent", "token_id", "proof_payload"] }.ToTarget(),
        new("/api/proxy-request with a bad token", dice => new RequestText("/api/proxy-request with a bad token", "POST", "/api/proxy-request")
            .Body(JsonText.Respell(Body(dice.OneIn(2) ? "\0x" : JwtText.Bend(gateway.Token, dice)), dice)).Build(Expected.Stranger, "a bad token")),
    ];

    private static JsonObject Body(string token) => new()
    {
        ["agent_token"] = token,
        ["tool"] = "serpapi",
        ["action"] = "search",
        ["params"] = new JsonObject { ["q"] = "x", ["num"] = 10 },
    };
}
