using System.Net;
using FourRunr.Auth.Clients;
using FourRunr.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.Auth.Tests.Clients;

/// <summary>Clients that are known by the URL of a document, which a stranger has named.</summary>
public sealed class ClientMetadataTests
{
    [Fact]
    public async Task Find_GoodDocument_IsTheClientAndIsKept()
    {
        await using var site = await ClientSite.StartAsync();
        await using var host = await AuthHost.StartAsync(Backend.Embedded, configure: site.Configure);

        var (client, problem) = await FindAsync(host);
        await FindAsync(host);

        Assert.Null(problem);
        Assert.Equal(("Editor", 1), (client!.Name, site.Asked));
        // RFC 8252: any port of the loopback interface.
        Assert.True(client.MayRedirectTo("http://127.0.0.1:51234/callback"));
        Assert.False(client.MayRedirectTo("http://127.0.0.1:51234/callback/"));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.7")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("fd00::7")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("93.184.215.14", "192.168.1.1")]
    public async Task Find_HostOutsideTheInternet_NoConnection(params string[] addresses)
    {
        await using var site = await ClientSite.StartAsync();
        site.Addresses = [.. addresses.Select(IPAddress.Parse)];
        await using var host = await AuthHost.StartAsync(Backend.Embedded, configure: site.Configure);

        var (client, problem) = await FindAsync(host);

        Assert.Null(client);
        Assert.NotNull(problem);
        Assert.Equal(0, site.Connected);
    }

    [Theory]
    [InlineData("http://client.test/metadata.json")]
    [InlineData("https://client.test:8443/metadata.json")]
    [InlineData("https://client.test/")]
    [InlineData("https://client.test/a/../metadata.json")]
    [InlineData("https://user@client.test/metadata.json")]
    [InlineData("https://client.test/metadata.json?x=1")]
    [InlineData("https://client.test/metadata.json#x")]
    [InlineData("https://CLIENT.test/metadata.json")]
    [InlineData("https://127.0.0.1/metadata.json")]
    [InlineData("https://[::1]/metadata.json")]
    [InlineData("file:///etc/passwd")]
    public async Task Find_BadUrl_NoConnection(string clientId)
    {
        await using var site = await ClientSite.StartAsync();
        await using var host = await AuthHost.StartAsync(Backend.Embedded, configure: site.Configure);

        var (client, _) = await FindAsync(host, clientId);

        Assert.Null(client);
        Assert.Equal(0, site.Connected);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"client_id":"https://client.test/other.json","redirect_uris":["http://127.0.0.1/callback"]}""")]
    [InlineData("""{"client_id":"https://client.test/oauth/metadata.json"}""")]
    [InlineData("""{"client_id":"https://client.test/oauth/metadata.json","redirect_uris":[]}""")]
    [InlineData("""{"client_id":"https://client.test/oauth/metadata.json","redirect_uris":["javascript:alert(1)"]}""")]
    [InlineData("""{"client_id":"https://client.test/oauth/metadata.json","redirect_uris":["http://client.test/callback"]}""")]
    [InlineData("""{"client_id":"https://client.test/oauth/metadata.json","redirect_uris":["https://a.test/"],"token_endpoint_auth_method":"client_secret_post"}""")]
    public async Task Find_BadDocument_NoClient(string document)
    {
        await using var site = await ClientSite.StartAsync();
        site.Answer = context => context.Response.WriteAsync(document);
        await using var host = await AuthHost.StartAsync(Backend.Embedded, configure: site.Configure);

        var (client, problem) = await FindAsync(host);

        Assert.Null(client);
        Assert.NotNull(problem);
    }

    [Fact]
    public async Task Find_RedirectOrHugeDocument_NoClient()
    {
        await using var site = await ClientSite.StartAsync();
        await using var host = await AuthHost.StartAsync(Backend.Embedded, configure: site.Configure);

        site.Answer = context =>
        {
            context.Response.Redirect("https://client.test/elsewhere.json");
            return Task.CompletedTask;
        };
        Assert.Null((await FindAsync(host)).Client);
        Assert.Equal(1, site.Asked);

        site.Answer = context => context.Response.WriteAsync(ClientSite.Document + new string(' ', 70_000));
        Assert.Null((await FindAsync(host)).Client);
    }

    private static Task<(Client? Client, string? Problem)> FindAsync(AuthHost host, string clientId = ClientSite.ClientId) =>
        host.Service.Services.GetRequiredService<ClientDirectory>().FindAsync(clientId, CancellationToken.None);
}
