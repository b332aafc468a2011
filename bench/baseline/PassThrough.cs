using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace FourRunr.Bench.Baseline;

/// <summary>YARP with one route, set up for speed: no logging, HTTP/1.1 to the destination, nothing that looks at the body or holds it back.</summary>
internal static class PassThrough
{
    private const string Cluster = "cluster";

    public static Task RunAsync(string url, string destination)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url).ConfigureKestrel(server => server.AddServerHeader = false);
        builder.Services.AddReverseProxy().LoadFromMemory([Route()], [To(destination)]);
        var app = builder.Build();
        app.MapReverseProxy();
        return app.RunAsync();
    }

    private static RouteConfig Route() => new()
    {
        RouteId = "calls",
        ClusterId = Cluster,
        Match = new RouteMatch { Path = "/v1/{**rest}" },
        // No X-Forwarded headers: the gateway adds none either.
        Transforms = [new Dictionary<string, string> { ["X-Forwarded"] = "Off" }],
    };

    private static ClusterConfig To(string destination) => new()
    {
        ClusterId = Cluster,
        Destinations = new Dictionary<string, DestinationConfig> { ["destination"] = new() { Address = destination } },
        HttpRequest = new ForwarderRequestConfig { Version = new Version(1, 1), VersionPolicy = HttpVersionPolicy.RequestVersionExact },
    };
}
