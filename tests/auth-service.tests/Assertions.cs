using System.Security.Cryptography;
using FourRunr.Contracts;
using Jose;

namespace FourRunr.Auth.Tests;

/// <summary>Client assertions as an agent makes them.</summary>
internal static class Assertions
{
    public const string Audience = "http://127.0.0.1:8080";

    public static RSA KeyOf(AgentResponse agent)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(agent.PrivateKeyPem);
        return rsa;
    }

    /// <param name="change">Changes the claims before they are signed.</param>
    public static string Make(
        string agentId, RSA key, DateTimeOffset now, Action<Dictionary<string, object>>? change = null,
        JwsAlgorithm algorithm = JwsAlgorithm.RS256, IDictionary<string, object>? headers = null)
    {
        var claims = new Dictionary<string, object>
        {
            ["iss"] = agentId,
            ["sub"] = agentId,
            ["aud"] = Audience,
            ["jti"] = Guid.NewGuid().ToString(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(1).ToUnixTimeSeconds(),
        };
        change?.Invoke(claims);
        return JWT.Encode(claims, algorithm == JwsAlgorithm.none ? null : key, algorithm, headers);
    }

    public static Dictionary<string, string> Form(string assertion, string? scope = "serpapi:read") => new(
        new Dictionary<string, string?>
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = assertion,
            ["scope"] = scope,
        }.Where(field => field.Value is not null).ToDictionary(field => field.Key, field => field.Value!));

    public static async Task<HttpResponseMessage> RequestTokenAsync(this AuthHost host, string assertion, string? scope = "serpapi:read")
    {
        using var client = host.Service.Client();
        return await client.PostAsync("/oauth2/token", new FormUrlEncodedContent(Form(assertion, scope)));
    }
}
