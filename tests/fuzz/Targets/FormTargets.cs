using FourRunr.Fuzz.Gateway;
using FourRunr.Fuzz.Generators;
using FourRunr.Fuzz.Wire;

namespace FourRunr.Fuzz.Targets;

/// <summary>OAuth's forms: tokens for client assertions, good and forged, and revocation.</summary>
internal static class FormTargets
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static readonly string[] Paths = ["/oauth2/token", "/oauth2/revoke", "/oauth2/introspect"];

    public static IEnumerable<Target> Of(FuzzedGateway gateway) =>
    [
        new("/oauth2/token", dice => Token(dice, JwtText.Assertion(gateway.Key, gateway.AgentId, gateway.Issuer, dice), "serpapi:read").Build(Expected.Success, "a good assertion")),
        new("/oauth2/token without a scope", dice => Token(dice, JwtText.Assertion(gateway.Key, gateway.AgentId, gateway.Issuer, dice), null).Build(Expected.Success, "no scope")),
        new("/oauth2/token for an unknown tool", dice => Token(
            dice, JwtText.Assertion(gateway.Key, gateway.AgentId, gateway.Issuer, dice), dice.Pick("openid", "nosuchtool:read", "profile email")).Build(Expected.Refusal, "no such tool")),
        new("/oauth2/token with a forged assertion", dice => Token(dice, JwtText.Forged(gateway.Key, dice), "serpapi:read").Build(Expected.Refusal, "a forged assertion")),
        new("/oauth2/revoke with a forged assertion", dice => Request("/oauth2/revoke", new()
        {
            ["token"] = JwtText.Bend(gateway.Token, dice), ["client_assertion_type"] = AssertionType, ["client_assertion"] = JwtText.Forged(gateway.Key, dice),
        }).Build(Expected.Refusal, "a forged assertion")),
        new("any form", dice => AnyForm(gateway, dice)),
    ];

    private static RequestText Token(Dice dice, string assertion, string? scope)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = AssertionType,
            ["client_assertion"] = assertion,
        };
        if (scope is not null)
        {
            form["scope"] = scope;
        }

        if (dice.OneIn(4))
        {
            form["unknown_parameter"] = "is ignored";
        }

        return Request("/oauth2/token", form);
    }

    private static RawRequest AnyForm(FuzzedGateway gateway, Dice dice)
    {
        var path = dice.Pick(Paths);
        var names = new[] { "grant_type", "scope", "client_assertion_type", "client_assertion", "token", "client_id", NastyText.Of(dice) };
        var form = string.Join('&', Enumerable.Range(0, dice.Number(0, 5)).Select(_ => $"{Escaped(dice.Pick(names), dice)}={Escaped(NastyText.Of(dice), dice)}"));
        var request = new RequestText("any form", "POST", path).Body(Encoding.UTF8.GetBytes(form), dice.OneIn(5) ? dice.Pick("application/json", "text/plain", "", "multipart/form-data") : Form);
        if (dice.OneIn(3))
        {
            request.Bearer(dice.Pick(gateway.Token, gateway.OperatorKey, "x"));
        }

        return dice.OneIn(4) ? request.Break(dice) : request.Build(Expected.Anything);
    }

    private static string Escaped(string text, Dice dice) => dice.OneIn(8) ? text : Uri.EscapeDataString(text);

    private static RequestText Request(string path, Dictionary<string, string> form) => new RequestText(path, "POST", path).Body(
        Encoding.ASCII.GetBytes(string.Join('&', form.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"))), Form);
}
