using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Web;
using FourRunr.Auth.OAuth;
using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.SignIn;

/// <summary>A client that registered itself, the browser of an operator, and an agent to choose.</summary>
internal sealed partial class SignInScene : IAsyncDisposable
{
    public const string Issuer = "http://127.0.0.1:8080";
    public const string RedirectUri = "http://127.0.0.1:7777/callback";
    public const string Verifier = "a-verifier-that-is-long-enough-for-the-rfc-7636";

    private SignInScene(AuthHost host, AgentResponse agent, string clientId) => (Host, Agent, ClientId) = (host, agent, clientId);

    public AuthHost Host { get; }

    public AgentResponse Agent { get; }

    public string ClientId { get; }

    public static async Task<SignInScene> StartAsync(Backend backend, FakeTimeProvider? clock = null) =>
        await OnAsync(await AuthHost.StartAsync(backend, clock, configure: null, "--OAUTH_REGISTRATION=on"));

    /// <summary>On storage that the caller owns.</summary>
    public static async Task<SignInScene> StartAsync(TestStorageSettings storage) =>
        await OnAsync(await AuthHost.StartAsync(storage, ["--OAUTH_REGISTRATION=on"]));

    /// <returns>The id of another client.</returns>
    public Task<string> RegisterAsync() => RegisterAsync(Host);

    /// <summary>As if the grants had been made to a client with this id: clients with documents are on the public internet.</summary>
    public Task RenameGrantsAsync(string clientId) => Host.Service.Services.GetRequiredService<Database>().ExecuteAsync(
        "UPDATE client_grants SET client_id = @clientId WHERE revoked_at IS NULL", new { clientId }, CancellationToken.None);

    public Dictionary<string, string> Request(Action<Dictionary<string, string>>? change = null)
    {
        var request = new Dictionary<string, string>
        {
            ["response_type"] = "code",
            ["client_id"] = ClientId,
            ["redirect_uri"] = RedirectUri,
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
            ["state"] = "st&te\"",
        };
        change?.Invoke(request);
        return request;
    }

    public Task<HttpResponseMessage> OpenAsync(Action<Dictionary<string, string>>? change = null)
    {
        var query = string.Join('&', Request(change).Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        return Host.Service.Client().GetAsync($"/oauth2/authorize?{query}");
    }

    public Task<HttpResponseMessage> SignInAsync(Action<Dictionary<string, string>>? change = null, string? key = null, string? origin = null) =>
        PostAsync("/oauth2/authorize", new(Request(change)) { ["operator_key"] = key ?? TestSecrets.AdminKey }, origin);

    public Task<HttpResponseMessage> DecideAsync(string consent, string? agentId = null, string decision = "allow", string? origin = null) =>
        PostAsync("/oauth2/authorize/consent", new() { ["consent"] = consent, ["agent_id"] = agentId ?? Agent.AgentId, ["decision"] = decision }, origin);

    public async Task<string> ConsentAsync(Action<Dictionary<string, string>>? change = null)
    {
        using var response = await SignInAsync(change);
        var page = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, page);
        return Secret().Match(page).Groups["value"].Value;
    }

    public async Task<string> CodeAsync(Action<Dictionary<string, string>>? change = null)
    {
        using var response = await DecideAsync(await ConsentAsync(change));
        return Answer(response)["code"]!;
    }

    /// <summary>What the browser brings to the client.</summary>
    public static System.Collections.Specialized.NameValueCollection Answer(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.StartsWith($"{RedirectUri}?", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        return HttpUtility.ParseQueryString(response.Headers.Location.Query);
    }

    public Task<HttpResponseMessage> ExchangeAsync(string code, Action<Dictionary<string, string>>? change = null)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["client_id"] = ClientId,
            ["redirect_uri"] = RedirectUri,
            ["code_verifier"] = Verifier,
        };
        change?.Invoke(form);
        return PostAsync("/oauth2/token", form, origin: null);
    }

    public Task<HttpResponseMessage> RefreshAsync(string refreshToken, Action<Dictionary<string, string>>? change = null)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken, ["client_id"] = ClientId };
        change?.Invoke(form);
        return PostAsync("/oauth2/token", form, origin: null);
    }

    /// <summary>By the client itself, which has nothing but its id.</summary>
    public Task<HttpResponseMessage> RevokeAsync(string token, string? clientId = null) =>
        PostAsync("/oauth2/revoke", new() { ["token"] = token, ["client_id"] = clientId ?? ClientId }, origin: null);

    public async Task<OAuthTokenResponse> TokenAsync(Action<Dictionary<string, string>>? change = null) =>
        await (await ExchangeAsync(await CodeAsync(change))).ReadAsync<OAuthTokenResponse>();

    public static async Task MustFailAsync(Task<HttpResponseMessage> response, string error) =>
        Assert.Equal(error, (await (await response).ReadAsync<OAuthErrorResponse>(HttpStatusCode.BadRequest)).Error);

    public async Task<IReadOnlyList<string>> EventsAsync()
    {
        var events = await (await Host.Admin.GetAsync("/v1/security-events")).ReadAsync<Page<SecurityEventResponse>>();
        return [.. events.Items.Select(item => item.Kind)];
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private static async Task<SignInScene> OnAsync(AuthHost host) => new(host, await host.CreateAgentAsync(), await RegisterAsync(host));

    private static async Task<string> RegisterAsync(AuthHost host)
    {
        using var client = host.Service.Client();
        using var response = await client.PostAsync("/oauth2/register", new { client_name = "Editor <b>", redirect_uris = new[] { "http://127.0.0.1/callback" } });
        return (string)(await response.ReadAsync<System.Text.Json.Nodes.JsonObject>(HttpStatusCode.Created))["client_id"]!;
    }

    private async Task<HttpResponseMessage> PostAsync(string path, Dictionary<string, string> form, string? origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await Host.Service.Client().SendAsync(request);
    }

    [GeneratedRegex("name=\"consent\" value=\"(?<value>[^\"]+)\"")]
    private static partial Regex Secret();
}
