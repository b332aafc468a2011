using System.Net;
using FourRunr.Hosting;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Outbound;

/// <summary>What is the gateway's own, and what the operator lists.</summary>
public sealed class OwnTargetsTests(SmallInternet internet) : IClassFixture<SmallInternet>
{
    [Theory]
    [InlineData("GATEWAY_AUTH_URL", "http://auth.gateway.example.net:8443", 8443)]
    [InlineData("GATEWAY_PROXY_URL", "https://gateway.example.net", 443)]
    [InlineData("ConnectionStrings:Postgres", "Host=/var/run/x,db1.example.net,db2.example.net:7777;Port=8888;Username=u;Password=p", 7777)]
    [InlineData("ConnectionStrings:Postgres", "Host=db1.example.net;Port=8888;Username=u;Password=p", 8888)]
    [InlineData("ConnectionStrings:Redis", "cache.example.net:9999,ssl=true", 9999)]
    public async Task Fetch_PublicAddressOfAnOwnService_RefusedAtItsPortOnly(string key, string value, int port)
    {
        foreach (var name in (string[])["auth.gateway", "gateway", "db1", "db2", "cache"])
        {
            internet.Names.Say($"{name}.example.net", SmallInternet.PublicAddress);
        }

        await using var gateway = internet.Gateway((key, value));

        // Another name of the same machine.
        var refused = await SmallInternet.FetchAsync(gateway, $"http://{SmallInternet.PublicHost}:{port}/");
        var other = await SmallInternet.FetchAsync(gateway, $"http://{SmallInternet.PublicHost}:8000/");

        Assert.Equal(OutboundFailureMapper.Rule, Assert.IsType<ToolResult.Failure>(refused).Why.Rule);
        Assert.IsType<ToolResult.Success>(other);
    }

    [Fact]
    public async Task Resolve_PublicAddressOfThisMachine_RefusedAtEveryPort()
    {
        var guard = new OutboundGuard(
            TargetAllowList.From(Configuration(null)),
            new OwnEndpoints([], () => [IPAddress.Parse("8.8.8.8")]),
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8")]));

        Assert.NotNull((await guard.ResolveAsync("dns.example.net", 443, CancellationToken.None)).Refusal);
        Assert.NotNull((await guard.ResolveAsync("8.8.8.8", 443, CancellationToken.None)).Refusal);
        Assert.Null((await guard.ResolveAsync("8.8.4.4", 443, CancellationToken.None)).Refusal);
    }

    [Theory]
    [InlineData("models.internal:8000", "http://MODELS.internal.:8000/v1", true)]
    [InlineData("127.0.0.1:11434", "http://127.0.0.1:11434/", true)]
    [InlineData("127.0.0.1:11434", "http://0x7f.1:11434/", true)]
    [InlineData("127.0.0.1:11434", "http://127.0.0.1:11435/", false)]
    [InlineData("127.0.0.1:11434", "http://localhost:11434/", false)]
    [InlineData("127.0.0.1:11434", "http://127.0.0.2:11434/", false)]
    [InlineData(" a.internal:1 , [FD00::7]:8080 ", "https://[fd00:0::7]:8080/", true)]
    [InlineData("a.internal:80", "http://b.a.internal/", false)]
    [InlineData("db.internal:6379", "http://db.internal:6379/", true)]
    [InlineData("db.internal:6379", "http://u@db.internal:6379/", false)]
    public void CheckUrl_Listed_ExactlyThatHostAndPort(string listed, string url, bool isAllowed)
    {
        var guard = new OutboundGuard(TargetAllowList.From(Configuration(listed)), new OwnEndpoints([], () => []), (_, _) => throw new InvalidOperationException());

        Assert.Equal(isAllowed, guard.CheckUrl(new Uri(url)) is null);
    }

    /// <summary>A listed name may lead to private addresses, but not to where clouds keep credentials; a listed address may be anything.</summary>
    [Theory]
    [InlineData("models.internal:80", "models.internal", "10.0.0.7", true)]
    [InlineData("models.internal:80", "models.internal", "169.254.169.254", false)]
    [InlineData("models.internal:80", "models.internal", "::ffff:169.254.169.254", false)]
    [InlineData("models.internal:80", "models.internal", "fd00:ec2::254", false)]
    [InlineData("169.254.169.254:80", "169.254.169.254", "169.254.169.254", true)]
    public async Task Resolve_Listed_NamesNeverLeadToMetadata(string listed, string host, string address, bool isAllowed)
    {
        var guard = new OutboundGuard(
            TargetAllowList.From(Configuration(listed)), new OwnEndpoints([], () => []), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]));

        Assert.Equal(isAllowed, (await guard.ResolveAsync(host, 80, CancellationToken.None)).Refusal is null);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("*:80")]
    [InlineData("*.internal:80")]
    [InlineData("models.internal")]
    [InlineData("models.internal:")]
    [InlineData("models.internal:0")]
    [InlineData("models.internal:65536")]
    [InlineData("models.internal:+80")]
    [InlineData("http://models.internal:80")]
    [InlineData("models.internal:80/path")]
    [InlineData("u@models.internal:80")]
    [InlineData("10.0.0.0/8:80")]
    [InlineData("127.1:80")]
    [InlineData("0x7f000001:80")]
    [InlineData("::1:80")]
    [InlineData("[::1]")]
    [InlineData("[fe80::1%eth0]:80")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("good.internal:80,bad")]
    public void AllowList_EntryIsNotExact_StartIsRefused(string listed)
    {
        var exception = Assert.Throws<InvalidConfigurationException>(() => TargetAllowList.From(Configuration(listed)));

        Assert.Contains(TargetAllowList.Key, exception.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(string? listed) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(TargetAllowList.Key, listed)]).Build();
}
