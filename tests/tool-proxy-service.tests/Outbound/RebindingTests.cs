using FourRunr.Contracts;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Outbound;

/// <summary>A name server that changes its mind between check and connection, between two hops, and between two calls.</summary>
public sealed class RebindingTests : IAsyncLifetime
{
    private const string Host = "rebind.example.net";

    private readonly SmallInternet _internet = new();

    public async ValueTask InitializeAsync()
    {
        await _internet.InitializeAsync();
        _internet.Names.Say(Host, SmallInternet.PublicAddress, "127.0.0.1");
        _internet.Site.Answer = context =>
        {
            context.Response.Headers.Connection = "close";
            return context.Response.WriteAsync("public");
        };
    }

    public ValueTask DisposeAsync() => _internet.DisposeAsync();

    [Fact]
    public async Task Fetch_NameChangesAfterTheCheck_CheckedAddressIsConnectedToAndNameAskedOnce()
    {
        await using var gateway = _internet.Gateway();

        var page = Assert.IsType<ToolResult.Success>(await SmallInternet.FetchAsync(gateway, Url()));

        Assert.Equal("public", page.Data!["body"]!.GetValue<string>());
        Assert.Equal(1, _internet.Names.Lookups(Host));
        Assert.Equal(0, _internet.Forbidden.Accepted);
    }

    [Fact]
    public async Task Fetch_NameChangesBetweenCalls_NewConnectionRefused()
    {
        await using var gateway = _internet.Gateway();
        await SmallInternet.FetchAsync(gateway, Url());

        MustBeRefused(await SmallInternet.FetchAsync(gateway, Url()));

        Assert.Equal(2, _internet.Names.Lookups(Host));
        Assert.Equal(0, _internet.Forbidden.Accepted);
    }

    [Fact]
    public async Task Fetch_NameChangesBetweenRedirects_NewConnectionRefused()
    {
        _internet.Site.Answer = context =>
        {
            context.Response.Headers.Connection = "close";
            context.Response.Redirect("/again");
            return Task.CompletedTask;
        };
        await using var gateway = _internet.Gateway();

        MustBeRefused(await SmallInternet.FetchAsync(gateway, Url()));

        Assert.Single(_internet.Site.Received);
        Assert.Equal(0, _internet.Forbidden.Accepted);
    }

    /// <summary>A connection that is kept serves its own host and port alone.</summary>
    [Fact]
    public async Task Fetch_ConnectionKept_ServesNoOtherHostOrPort()
    {
        _internet.Site.Answer = context => context.Response.WriteAsync("public");
        await using var gateway = _internet.Gateway();
        await SmallInternet.FetchAsync(gateway, Url());

        // Same name and port: the connection to the checked address goes on, and the name's new answer is not asked for.
        Assert.IsType<ToolResult.Success>(await SmallInternet.FetchAsync(gateway, Url()));
        Assert.Equal(1, _internet.Names.Lookups(Host));
        _internet.Names.Say("other.example.net", "127.0.0.1");
        MustBeRefused(await SmallInternet.FetchAsync(gateway, Url().Replace(Host, "other.example.net", StringComparison.Ordinal)));
        MustBeRefused(await SmallInternet.FetchAsync(gateway, $"http://{Host}:8000/"));
        Assert.Equal(0, _internet.Forbidden.Accepted);
    }

    /// <summary>Many calls at once while the name flips at every look.</summary>
    [Fact]
    public async Task Fetch_NameFlipsUnderConcurrency_NeverInside()
    {
        _internet.Names.Say(Host, [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? SmallInternet.PublicAddress : "127.0.0.1")]);
        await using var gateway = _internet.Gateway();

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => SmallInternet.FetchAsync(gateway, Url())));

        Assert.Contains(results, result => result is ToolResult.Success);
        Assert.Contains(results, result => result is ToolResult.Failure);
        Assert.Equal(0, _internet.Forbidden.Accepted);
    }

    /// <summary>The control: with the operator's word for it the same way leads there, so zero above is no accident.</summary>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("inside.example.net")]
    public async Task Fetch_TargetListed_ConnectionIsCounted(string host)
    {
        Assert.SkipWhen(host == "[::1]" && !System.Net.Sockets.Socket.OSSupportsIPv6, "There is no IPv6 here.");
        _internet.Names.Say("inside.example.net", "127.0.0.1");
        await using var gateway = _internet.Gateway((TargetAllowList.Key, $"{host}:{_internet.Forbidden.Port}"));

        var page = Assert.IsType<ToolResult.Success>(await SmallInternet.FetchAsync(gateway, $"http://{host}:{_internet.Forbidden.Port}/"));

        Assert.Equal("secret", page.Data!["body"]!.GetValue<string>());
        Assert.Equal(1, _internet.Forbidden.Accepted);
    }

    private string Url() => $"http://{Host}:{_internet.Forbidden.Port}/";

    private static void MustBeRefused(ToolResult result)
    {
        var failure = Assert.IsType<ToolResult.Failure>(result);
        Assert.Equal((GatewayErrors.GuardDenied, OutboundFailureMapper.Rule), (failure.Why.Kind, failure.Why.Rule));
    }
}
