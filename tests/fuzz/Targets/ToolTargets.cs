using System.Numerics;
using FourRunr.Fuzz.Gateway;
using FourRunr.Fuzz.Generators;
using FourRunr.Fuzz.Wire;

namespace FourRunr.Fuzz.Targets;

/// <summary>Calls of tools, and the promises about what is in them.</summary>
internal static class ToolTargets
{
    private static readonly BigInteger Allowed = BigInteger.Parse(FuzzedGateway.AllowedNumber, CultureInfo.InvariantCulture);

    public static IEnumerable<Target> Of(FuzzedGateway gateway) =>
    [
        new JsonTarget("POST", "/mcp", gateway.Token, _ => new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = "tools/call",
            ["params"] = new JsonObject { ["name"] = "serpapi__search", ["arguments"] = new JsonObject { ["q"] = "agents", ["num"] = 10 } },
        }).ToTarget(),
        new JsonTarget("POST", "/v1/tools/serpapi/search", gateway.Token, _ => new JsonObject { ["q"] = "agents", ["num"] = 10 })
        {
            Optional = ["num", "start", "location", "safe", "engine"],
        }.ToTarget(),
        new JsonTarget("POST", "/v1/tools/http_fetch/get", gateway.Token, _ => new JsonObject { ["url"] = "https://example.org/", ["timeout_ms"] = 1000 })
        {
            Optional = ["timeout_ms", "headers"],
        }.ToTarget(),
        new JsonTarget("POST", "/v1/tools/openai/chat", gateway.Token, _ => new JsonObject
        {
            ["model"] = "gpt-4o-mini",
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Hello" }),
            ["max_tokens"] = 20,
        })
        {
            Optional = ["max_tokens", "temperature", "stop"],
        }.ToTarget(),
        new JsonTarget("POST", "/v1/tools/gmail_send/send", gateway.Token, _ => new JsonObject
        {
            ["to"] = "a@example.org", ["subject"] = "Hello", ["text"] = "Hello",
        })
        {
            Optional = ["cc", "html"],
        }.ToTarget(),
        new("an exact number in a guard", dice => Number(gateway, dice)),
        new("hosts of http_fetch", dice => Call(gateway, "http_fetch/get", new JsonObject { ["url"] = UrlText.Of(dice) }).Build(Expected.Anything)),
        new("hosts in explain", dice => new RequestText("hosts in explain", "POST", "/v1/decisions/explain").Bearer(gateway.OperatorKey).Body(JsonText.Respell(
            new JsonObject
            {
                ["agent_id"] = gateway.AgentId, ["role"] = FuzzedGateway.Role, ["tool"] = "http_fetch", ["action"] = "get",
                ["params"] = new JsonObject { ["url"] = UrlText.Of(dice) },
            },
            dice)).Build(Expected.Anything)),
        new("a bent token", dice => Call(gateway, JwtText.Bend(gateway.Token, dice)).Build(Expected.Stranger, "a token with something changed")),
        new("a tool's path", dice => new RequestText("a tool's path", "POST", $"/v1/tools/{Uri.EscapeDataString(NastyText.Of(dice))}/{Uri.EscapeDataString(NastyText.Of(dice))}")
            .Bearer(gateway.Token).Body("{}"u8.ToArray()).Build(Expected.Anything)),
    ];

    /// <summary>Only one number passes the guard; its neighbours, which floating point takes for it, do not.</summary>
    private static RawRequest Number(FuzzedGateway gateway, Dice dice)
    {
        var number = Allowed + dice.Number(-2, 2);
        var spelled = dice.Pick($"{number}", $"{number}.0", $"{number}e0", $"{number}00e-2");
        var test = $"{{\"policies\":[{{\"name\":\"t\",\"role\":\"r\",\"spec\":{{\"scopes\":[\"a:b\"],\"guards\":{{\"params\":{{\"a:b\":{{\"n\":{{\"in\":[{Allowed}]}}}}}}}}}}}}],"
            + $"\"tests\":[{{\"name\":\"t\",\"given\":{{\"role\":\"r\",\"tool\":\"a\",\"action\":\"b\",\"params\":{{\"n\":{spelled}}}}},\"expect\":{{\"effect\":\"allow\"}}}}]}}";
        return new RequestText("an exact number in a guard", "POST", "/v1/policies/test").Bearer(gateway.OperatorKey)
            .Body(Encoding.UTF8.GetBytes(test)).Build(number == Allowed ? Expected.AllPassed : Expected.NonePassed, "numbers are compared exactly");
    }

    private static RequestText Call(FuzzedGateway gateway, string action, JsonObject parameters) =>
        new RequestText("hosts of http_fetch", "POST", $"/v1/tools/{action}").Bearer(gateway.Token).Body(Encoding.UTF8.GetBytes(parameters.ToJsonString()));

    private static RequestText Call(FuzzedGateway gateway, string token) =>
        new RequestText("a bent token", "POST", "/v1/tools/serpapi/search").Bearer(token).Body("{\"q\":\"x\"}"u8.ToArray());
}
