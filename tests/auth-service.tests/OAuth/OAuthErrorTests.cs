using System.Net;
using System.Net.Http.Headers;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.OAuth;

/// <summary>Whoever refuses under <c>/oauth2</c>, it is done in the form of RFC 6749 section 5.2.</summary>
public sealed class OAuthErrorTests
{
    private static readonly string[] Paths = ["/oauth2/token", "/oauth2/revoke", "/oauth2/introspect"];

    [Fact]
    public async Task Request_RefusedBeforeTheEndpoint_IsAnOAuthError()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        using var client = host.Service.Client(TestSecrets.ServiceKey);

        foreach (var path in Paths)
        {
            using var large = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new FormUrlEncodedContent([new("x", new string('x', 2 * 1024 * 1024))]),
                // The answer comes before the body is sent; otherwise the connection may break before it is read.
                Headers = { ExpectContinue = true },
            };
            using var tooLarge = await client.SendAsync(large);
            await MustBeAsync(tooLarge, HttpStatusCode.RequestEntityTooLarge, "invalid_request", "payload_too_large");
            using var json = await client.PostAsync(path, new { grant_type = "client_credentials" });
            await MustBeAsync(json, HttpStatusCode.UnsupportedMediaType, "invalid_request", "media_type_unsupported");
            using var wrongMethod = await client.GetAsync(path);
            await MustBeAsync(wrongMethod, HttpStatusCode.MethodNotAllowed, "invalid_request", "method_not_allowed");
        }

        using var nothing = await client.PostAsync("/oauth2/device", new FormUrlEncodedContent([]));
        await MustBeAsync(nothing, HttpStatusCode.NotFound, "invalid_request", "not_found");
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=utf-8", true)]
    [InlineData("APPLICATION/X-WWW-FORM-URLENCODED", true)]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16", false)]
    [InlineData("application/x-www-form-urlencoded; charset=no-such", false)]
    [InlineData("application/x-www-form-urlencoded; charset", false)]
    [InlineData("application/x-www-form-urlencoded;;;", false)]
    [InlineData("application/x-www-form-urlencoded, text/plain", false)]
    [InlineData("multipart/form-data; boundary=x", false)]
    public async Task Request_MediaTypeOfAForm_ReadOrRefusedNeverAMistake(string type, bool read)
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        using var client = host.Service.Client();
        using var content = new ByteArrayContent("grant_type=password"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var response = await client.PostAsync("/oauth2/token", content);

        Assert.InRange((int)response.StatusCode, 400, 415);
        var error = (await response.ReadAsync<OAuthErrorResponse>(response.StatusCode)).Error;
        Assert.True(read ? error == "unsupported_grant_type" : error is "invalid_request" or "unsupported_grant_type", error);
    }

    [Fact]
    public async Task Token_InvalidClient_IsNoBearerChallenge()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        using var client = host.Service.Client();

        foreach (var form in (Dictionary<string, string>[])[Assertions.Form("rubbish"), new() { ["grant_type"] = "client_credentials" }])
        {
            using var response = await client.PostAsync("/oauth2/token", new FormUrlEncodedContent(form));
            await MustBeAsync(response, HttpStatusCode.Unauthorized, "invalid_client", "token_invalid");
            Assert.Empty(response.Headers.WwwAuthenticate);

            using var basic = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token") { Content = new FormUrlEncodedContent(form) };
            basic.Headers.Authorization = new AuthenticationHeaderValue("Basic", "YTpi");
            using var challenged = await client.SendAsync(basic);
            Assert.Equal("Basic", Assert.Single(challenged.Headers.WwwAuthenticate).Scheme);
        }
    }

    [Fact]
    public async Task Revoke_WithoutOrWithABadCredential_InvalidClient()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        using var anonymous = host.Service.Client();
        using var stranger = host.Service.Client("rubbish");
        using var service = host.Service.Client(TestSecrets.ServiceKey);

        using var without = await RevokeAsync(anonymous);
        await MustBeAsync(without, HttpStatusCode.Unauthorized, "invalid_client", "token_invalid");
        Assert.Empty(without.Headers.WwwAuthenticate);
        using var bad = await RevokeAsync(stranger);
        await MustBeAsync(bad, HttpStatusCode.Unauthorized, "invalid_client", "token_invalid");
        Assert.Equal("Bearer", Assert.Single(bad.Headers.WwwAuthenticate).Scheme);
        using var wrong = await RevokeAsync(service);
        await MustBeAsync(wrong, HttpStatusCode.Forbidden, "insufficient_scope", "access_denied");
    }

    [Fact]
    public async Task Introspect_WithoutOrWithAForeignCredential_InOAuthWords()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        using var anonymous = host.Service.Client();

        using var without = await IntrospectAsync(anonymous);
        await MustBeAsync(without, HttpStatusCode.Unauthorized, "invalid_client", "token_missing");
        Assert.Equal("Bearer", Assert.Single(without.Headers.WwwAuthenticate).Scheme);
        using var operatorKey = await IntrospectAsync(host.Admin);
        await MustBeAsync(operatorKey, HttpStatusCode.Forbidden, "insufficient_scope", "access_denied");
    }

    [Fact]
    public async Task Metadata_SaysHowEachEndpointIsUsed()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        using var client = host.Service.Client();

        using var response = await client.GetAsync("/.well-known/oauth-authorization-server");

        var metadata = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        // RFC 8414 section 2: required members, and the algorithms that private_key_jwt demands.
        Assert.All(
            ["issuer", "authorization_endpoint", "code_challenge_methods_supported", "authorization_response_iss_parameter_supported", "client_id_metadata_document_supported", "token_endpoint", "response_types_supported", "token_endpoint_auth_signing_alg_values_supported", "revocation_endpoint_auth_signing_alg_values_supported"],
            member => Assert.True(metadata.ContainsKey(member), member));
        Assert.Equal($"{metadata["issuer"]}/oauth2/introspect", metadata["introspection_endpoint"]!.GetValue<string>());
        Assert.Equal(["Bearer"], metadata["introspection_endpoint_auth_methods_supported"]!.AsArray().Select(method => method!.GetValue<string>()));
        // What it says is true: a bearer alone is asked for.
        await host.IntrospectAsync("some token");
    }

    private static Task<HttpResponseMessage> RevokeAsync(HttpClient client) =>
        client.PostAsync("/oauth2/revoke", new FormUrlEncodedContent([new("token", "x")]));

    private static Task<HttpResponseMessage> IntrospectAsync(HttpClient client) =>
        client.PostAsync("/oauth2/introspect", new FormUrlEncodedContent([new("token", "x")]));

    private static async Task MustBeAsync(HttpResponseMessage response, HttpStatusCode status, string error, string code)
    {
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.NoStore);
        var body = await response.ReadAsync<OAuthErrorResponse>(status);
        Assert.Equal((error, code), (body.Error, body.Code));
        Assert.NotEmpty(body.ErrorDescription);
        Assert.DoesNotContain(body.ErrorDescription, character => character is < ' ' or > '~' or '"' or '\\');
        Assert.Equal(response.Headers.GetValues("X-Correlation-Id").Single(), body.CorrelationId);
    }
}
