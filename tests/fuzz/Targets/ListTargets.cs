using FourRunr.Fuzz.Gateway;
using FourRunr.Fuzz.Generators;
using FourRunr.Fuzz.Wire;

namespace FourRunr.Fuzz.Targets;

/// <summary>Lists and other reads, with queries.</summary>
internal static class ListTargets
{
    private static readonly string[] Lists =
    [
        "/v1/agents", "/v1/operators", "/v1/keys", "/v1/security-events", "/v1/revocations", "/v1/policies", "/v1/admin/calls", "/v1/admin/tools",
        "/v1/admin/credentials", "/v1/admin/audit/keys", "/v1/admin/breakers",
    ];

    private static readonly string[] Times = ["from", "to"];

    private static readonly string[] NoTimes = ["03/04/2026", "2026-11", "20:00", "2026-01-01T00:00:00", "yesterday", "1764460800", "2026-13-01T00:00:00Z"];

    public static IEnumerable<Target> Of(FuzzedGateway gateway)
    {
        RequestText Get(string path, string target, Dice dice) =>
            new RequestText(target, dice.OneIn(5) ? "HEAD" : "GET", path).Bearer(gateway.OperatorKey);
        return
        [
            new("lists", dice => Get(dice.Pick(Lists), "lists", dice).Build(Expected.Success)),
            new("lists with an unknown parameter", dice =>
                Get($"{dice.Pick(Lists)}?{dice.Pick("agnet_id=x", "limitt=1", "filter=a", "agent-id=x")}", "lists with an unknown parameter", dice).Build(Expected.Refusal, "an unknown parameter")),
            new("calls at no time", dice =>
                Get($"/v1/admin/calls?{dice.Pick(Times)}={Uri.EscapeDataString(dice.Pick(NoTimes))}", "calls at no time", dice).Build(Expected.Refusal, "no time of RFC 3339")),
            new("calls of no outcome", dice => Get("/v1/admin/calls?outcome=nope", "calls of no outcome", dice).Build(Expected.Refusal, "no outcome")),
            new("calls since a time", dice =>
                Get($"/v1/admin/calls?from={dice.Pick("2026-01-05T03:00:00Z", "2026-01-05T03:00:00.123456789z", "2026-01-05t03:00:00%2B01:00")}", "calls since a time", dice).Build(Expected.Success, "a time")),
            new("any query", dice => Get(
                $"{dice.Pick(Lists)}?{Uri.EscapeDataString(dice.Pick("limit", "cursor", "agent_id", "agent", "tool", "outcome", NastyText.Of(dice)))}={Uri.EscapeDataString(NastyText.Of(dice))}", "any query", dice).Build(Expected.Anything)),
            new("any path", dice => Get($"/{dice.Pick("v1", "oauth2", "api", ".well-known", "health", "openapi", "x")}/{Uri.EscapeDataString(NastyText.Of(dice))}", "any path", dice).Build(Expected.Anything)),
            new("any header", dice => HeaderText.Of(dice) is var (name, value)
                ? Get(dice.Pick(Lists), "any header", dice).Header(name, value).Build(Expected.Anything)
                : throw new InvalidOperationException()),
            new("open pages", dice => new RequestText("open pages", dice.Pick("GET", "HEAD"), dice.Pick("/health", "/health/live", "/health/ready", "/openapi/v1.json", "/metrics")).Build(Expected.Success)),
        ];
    }
}
