using System.Net;
using FourRunr.Auth.OpenIdConnect;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Testing;
using FourRunr.Testing.OpenIdConnect;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace FourRunr.Auth.Tests.OpenIdConnect;

/// <summary>Access tokens of a real OpenID provider at operators' routes.</summary>
public sealed class OidcOperatorTests : IAsyncLifetime
{
    private readonly TestOpenIdProvider _provider = new();
    private AuthHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        await _provider.StartAsync();
        _host = await AuthHost.StartAsync(
            Backend.Embedded,
            arguments:
            [
                $"--OIDC:Issuer={_provider.Url}", $"--OIDC:Audience={TestOpenIdProvider.Audience}", "--OIDC:RoleClaim=groups",
                "--OIDC:AdminValues=gateway-admins, owners", "--OIDC:AuditorValues=audit",
            ]);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Theory]
    [InlineData("gateway-admins", OperatorRole.Admin)]
    [InlineData("owners", OperatorRole.Admin)]
    [InlineData("audit", OperatorRole.Auditor)]
    public async Task AccessToken_OfAGroup_IsAnOperatorOfItsRole(string group, OperatorRole role)
    {
        _provider.User = ("u-1", "ada@example.com", ["everybody", group]);
        using var client = _host.Service.Client(await _provider.AccessTokenAsync());

        var self = await (await client.GetAsync("/v1/operators/me")).ReadAsync<OwnOperatorResponse>();

        Assert.Equal(("ada@example.com", role), (self.Name, self.Role));
        Assert.StartsWith("oidc_", self.OperatorId, StringComparison.Ordinal);
        var change = await client.PostAsync("/v1/operators", new CreateOperatorRequest("Olga", OperatorRole.Auditor));
        Assert.Equal(role == OperatorRole.Admin ? HttpStatusCode.Created : HttpStatusCode.Forbidden, change.StatusCode);
    }

    [Fact]
    public async Task AccessToken_OfTheSamePerson_HasTheSameIdEveryTimeAndOfAnotherAnother()
    {
        var first = await _host.IntrospectAsync(await _provider.AccessTokenAsync());
        var again = await _host.IntrospectAsync(await _provider.AccessTokenAsync());
        _provider.User = _provider.User with { Subject = "u-2" };
        var other = await _host.IntrospectAsync(await _provider.AccessTokenAsync());

        Assert.Equal(first.Sub, again.Sub);
        Assert.NotEqual(first.Sub, other.Sub);
        Assert.NotNull(first.Exp);
    }

    [Fact]
    public async Task AccessToken_OfNobodysGroup_IsRefused()
    {
        _provider.User = ("u-3", "eve@example.com", ["everybody"]);

        Assert.Equal("token_invalid", await _host.RefusalOfAsync(await _provider.AccessTokenAsync()));
    }

    [Fact]
    public async Task AccessToken_ForAnotherAudience_IsRefused()
    {
        // As an ID token, whose audience is the client.
        _provider.IssuedAudience = TestOpenIdProvider.Client;

        Assert.Equal("token_invalid", await _host.RefusalOfAsync(await _provider.AccessTokenAsync()));
    }

    [Fact]
    public async Task AccessToken_OfAnotherProvider_IsRefused()
    {
        await using var stranger = new TestOpenIdProvider();
        await stranger.StartAsync();

        Assert.Equal("token_invalid", await _host.RefusalOfAsync(await stranger.AccessTokenAsync()));
    }

    [Fact]
    public async Task AccessToken_Altered_IsRefused()
    {
        var parts = (await _provider.AccessTokenAsync()).Split('.');
        var payload = System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]);
        var altered = System.Text.Encoding.UTF8.GetString(payload).Replace("gateway-admins", "gateway-admin5", StringComparison.Ordinal);
        parts[1] = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(altered));

        Assert.Equal("token_invalid", await _host.RefusalOfAsync(string.Join('.', parts)));
    }

    [Fact]
    public async Task AccessToken_PastItsEnd_IsExpired()
    {
        _provider.TokenLife = TimeSpan.FromMinutes(-1);

        Assert.Equal("token_expired", await _host.RefusalOfAsync(await _provider.AccessTokenAsync()));
    }

    [Fact]
    public async Task AccessToken_WhileTheProviderIsAwayAndItsKeysAreUnknown_Is503AndNot401()
    {
        var token = await _provider.AccessTokenAsync();
        await _provider.DisposeAsync();

        using var client = _host.Service.Client(token);
        await (await client.GetAsync("/v1/operators/me")).MustBeAsync(GatewayErrors.DependencyUnavailable);
    }

    [Fact]
    public async Task Agents_BesideAProvider_KeepTheirTokens()
    {
        var agent = await _host.CreateAgentAsync();

        Assert.Null(await _host.RefusalOfAsync((await _host.IssueAsync(agent.AgentId)).Token));
    }

    [Theory]
    [InlineData("http://login.example.com", "a", "admins", "OIDC__Issuer")]
    [InlineData("https://login.example.com", "", "admins", "OIDC__Audience")]
    [InlineData("https://login.example.com", "a", "", "OIDC__AdminValues")]
    public void Settings_ThatAreWrong_AreNamed(string issuer, string audience, string admins, string named)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OIDC:Issuer"] = issuer,
            ["OIDC:Audience"] = audience,
            ["OIDC:AdminValues"] = admins,
        }).Build();

        Assert.StartsWith(named, Assert.Throws<InvalidConfigurationException>(() => OidcOptions.From(configuration)).Message, StringComparison.Ordinal);
    }
}
