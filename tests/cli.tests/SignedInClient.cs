using System.Buffers.Text;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Web;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Cli.Tests;

/// <summary>An application that registers itself and that an operator signs in as an agent.</summary>
internal static partial class SignedInClient
{
    private const string RedirectUri = "http://127.0.0.1/callback";
    private const string Verifier = "a-verifier-that-is-long-enough-for-the-rfc-7636";

    /// <returns>Its id.</returns>
    public static async Task<string> CreateAsync(Uri gateway, string agentId)
    {
#pragma warning disable RS0030 // It is no part of the gateway.
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = gateway };
#pragma warning restore RS0030
        using var registered = await http.PostAsJsonAsync("/oauth2/register", new { client_name = "Editor", redirect_uris = new[] { RedirectUri } });
        var clientId = (string)(await registered.Content.ReadFromJsonAsync<JsonObject>())!["client_id"]!;
        using var signedIn = await http.PostAsync("/oauth2/authorize", new FormUrlEncodedContent(
        [
            new("response_type", "code"), new("client_id", clientId), new("redirect_uri", RedirectUri), new("operator_key", TestSecrets.AdminKey),
            new("code_challenge", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)))), new("code_challenge_method", "S256"),
        ]));
        var consent = Consent().Match(await signedIn.Content.ReadAsStringAsync()).Groups["value"].Value;
        using var decided = await http.PostAsync("/oauth2/authorize/consent", new FormUrlEncodedContent(
            [new("consent", consent), new("agent_id", agentId), new("decision", "allow")]));
        var code = HttpUtility.ParseQueryString(decided.Headers.Location!.Query)["code"]!;
        using var exchanged = await http.PostAsync("/oauth2/token", new FormUrlEncodedContent(
        [
            new("grant_type", "authorization_code"), new("code", code), new("client_id", clientId), new("redirect_uri", RedirectUri), new("code_verifier", Verifier),
        ]));
        Assert.True(exchanged.IsSuccessStatusCode, await exchanged.Content.ReadAsStringAsync());
        return clientId;
    }

    [GeneratedRegex("name=\"consent\" value=\"(?<value>[^\"]+)\"")]
    private static partial Regex Consent();
}
