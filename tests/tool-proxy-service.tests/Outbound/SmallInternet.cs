using System.Net;
using System.Net.Sockets;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.ToolProxy.BuiltInTools.HttpFetch;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tests.Testing;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Outbound;

/// <summary>
/// An internet of real servers on loopback. One address on it is public and leads to <see cref="Site"/>; loopback addresses are
/// themselves; every other address leads to the forbidden listener, so that whatever the guard lets through is counted there.
/// </summary>
public sealed class SmallInternet : IAsyncLifetime
{
    public const string PublicAddress = "93.184.216.34";
    public const string PublicAddressV6 = "2606:2800:220:1::1";

    /// <summary>A public address where nobody listens.</summary>
    public const string DeadAddress = "93.184.216.99";

    /// <summary>The only name that leads to <see cref="PublicAddress"/> from the start; all others lead inside.</summary>
    public const string PublicHost = "site.example.net";

    internal StandIn Site { get; } = new();

    internal NameServer Names { get; } = new();

    internal ForbiddenListener Forbidden { get; } = new();

    /// <summary>Leads every connection to the public address there instead of to the site.</summary>
    internal int? PublicPort { get; set; }

    public async ValueTask InitializeAsync()
    {
        Names.Say(PublicHost, PublicAddress);
        Names.Say(NameServer.Any, "127.0.0.1");
        await Site.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        await Forbidden.DisposeAsync();
        await Names.DisposeAsync();
    }

    /// <summary>For the <c>configure</c> parameter of <see cref="TestGateway"/>.</summary>
    internal void Use(IServiceCollection services)
    {
        services.AddSingleton(Names.Resolver());
        services.AddSingleton<ConnectTo>(ConnectAsync);
    }

    /// <summary>The real way out, on this internet.</summary>
    internal ServiceProvider Gateway(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)))
            .Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System);
        services.AddSingleton(GatewaySettings.From(configuration, new HostingEnvironment { EnvironmentName = "Development" }));
        Use(services);
        services.AddOutbound(configuration);
        services.AddOptions<FetchOptions>().BindConfiguration(FetchOptions.Section);
        services.AddSingleton<PageReader>();
        services.AddSingleton<LiveHttpFetch>();
        return services.BuildServiceProvider();
    }

    /// <summary>What http_fetch makes of a URL, as the pipeline would ask it; invalid parameters are a refusal too.</summary>
    internal static async Task<ToolResult> FetchAsync(
        ServiceProvider gateway, string url, string action = HttpFetchTool.Get, object? more = null, Func<Uri, Refusal?>? checkUrl = null)
    {
        var fetch = HttpFetchTool.Actions(gateway.GetRequiredService<LiveHttpFetch>()).Single(candidate => candidate.Name == action);
        var parameters = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        parameters["url"] = url;
        var json = JsonSerializer.SerializeToElement(parameters);
        return fetch.Validate(json) is not null
            ? new ToolResult.Failure(GatewayErrors.ParamsInvalid, "Not valid.")
            : await fetch.Adapter.CallAsync(
                new ToolRequest { Action = fetch, Parameters = json, CheckUrl = checkUrl ?? (_ => null) }, TestContext.Current.CancellationToken);
    }

    private async ValueTask<Stream> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        var isPublic = endpoint.Address.ToString() is PublicAddress or PublicAddressV6;
        var leadsTo = endpoint.Address.ToString() == DeadAddress ? new IPEndPoint(IPAddress.Loopback, ClosedPort())
            : isPublic ? new IPEndPoint(IPAddress.Loopback, PublicPort ?? Site.Url.Port)
            : IPAddress.IsLoopback(endpoint.Address) ? endpoint
            : new IPEndPoint(IPAddress.Loopback, Forbidden.Port);
        return await OutboundConnector.ConnectSocketAsync(leadsTo, cancellationToken);
    }

    private static int ClosedPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
