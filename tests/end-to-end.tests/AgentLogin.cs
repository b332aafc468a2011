using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Xunit;

namespace FourRunr.EndToEnd.Tests;

/// <summary>How an agent gets a token with its own key: private_key_jwt (RFC 7523) at <c>POST /oauth2/token</c>.</summary>
internal static class AgentLogin
{
    public static async Task<string> FetchTokenAsync(HttpClient client, string agentId, RSA key)
    {
        using var response = await SendAsync(client, agentId, key);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, body);
        return JsonNode.Parse(body)!["access_token"]!.GetValue<string>();
    }

    /// <param name="scope">Null: none is asked for.</param>
    public static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, string agentId, RSA key, string? scope = "serpapi:read gmail_send:write")
    {
        var server = await client.GetFromJsonAsync<JsonNode>("/.well-known/oauth-authorization-server");
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = Sign(key, agentId, server!["issuer"]!.GetValue<string>()),
        };
        if (scope is not null)
        {
            form["scope"] = scope;
        }

        return await client.PostAsync("/oauth2/token", new FormUrlEncodedContent(form));
    }

    private static string Sign(RSA key, string agentId, string audience)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var signed = Part(new { alg = "RS256", typ = "JWT" }) + "." + Part(new
        {
            iss = agentId,
            sub = agentId,
            aud = audience,
            jti = Guid.NewGuid().ToString("N"),
            iat = now,
            exp = now + 60,
        });
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Part<T>(T content) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(content));
}
