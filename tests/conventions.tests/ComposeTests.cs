using System.Text.RegularExpressions;
using Xunit;

namespace FourRunr.Conventions.Tests;

/// <summary>What can be said of <c>docker-compose.yml</c> without an engine.</summary>
public sealed partial class ComposeTests
{
    private const string BalancerConfiguration = "deploy/load-balancer/nginx.conf";

    private static readonly JsonNode Compose = Manifests.Read("docker-compose.yml").Single();

    private static readonly IReadOnlyList<KeyValuePair<string, JsonNode?>> Containers = [.. Compose["services"]!.AsObject()];

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Proxies =>
        Containers.Where(container => Manifests.Text(container.Value, "image") == "4runr/tool-proxy-service");

    [Fact]
    public void Containers_AreLockedDown() => Assert.All(Containers, container =>
    {
        Assert.Equal("true", Manifests.Text(container.Value, "read_only"));
        Assert.Equal("ALL", Manifests.Text(container.Value, "cap_drop/0"));
        Assert.Equal("no-new-privileges:true", Manifests.Text(container.Value, "security_opt/0"));
    });

    [Fact]
    public void Proxies_HaveADataVolumeEachAndOneNameTogether()
    {
        var volumes = Proxies.Select(proxy => Manifests.Text(proxy.Value, "volumes/0")!).ToArray();

        Assert.Equal(2, volumes.Distinct().Count());
        Assert.All(volumes, volume => Assert.EndsWith(":/data", volume, StringComparison.Ordinal));
        Assert.All(volumes, volume => Assert.NotNull(Compose["volumes"]![volume[..^":/data".Length]]));
        Assert.All(Proxies, proxy => Assert.All(proxy.Value!["networks"]!.AsObject(), network =>
            Assert.Equal("tool-proxy-service", Manifests.Text(network.Value, "aliases/0"))));
        // The one that is not always there answers for half of every limit.
        Assert.Equal(["tool-proxy-service-2"], Proxies.Where(proxy => Manifests.Text(proxy.Value, "profiles/0") == "scale").Select(proxy => proxy.Key));
        Assert.All(Proxies, proxy => Assert.Equal("${GATEWAY_REPLICAS:-2}", Manifests.Text(proxy.Value, "environment/GATEWAY_REPLICAS")));
    }

    [Fact]
    public void LoadBalancer_FindsTheProxiesAndRepeatsNoPost()
    {
        var balancer = Containers.Single(container => container.Key == "load-balancer").Value;
        var directives = Sources.Lines(BalancerConfiguration).Select(line => line.Trim()).Where(line => !line.StartsWith('#')).ToArray();

        Assert.StartsWith($"./{BalancerConfiguration}:", Manifests.Text(balancer, "volumes/0"), StringComparison.Ordinal);
        Assert.Contains("set $proxies tool-proxy-service:8080;", directives);
        Assert.Contains("proxy_next_upstream error timeout;", directives);
        Assert.DoesNotContain(directives, line => line.Contains("non_idempotent", StringComparison.Ordinal));
    }

    [Fact]
    public void Services_GetTheTimeThatTheirStopTakes()
    {
        var drain = DrainTime().Match(Sources.Read("docker-compose.yml"));
        Assert.True(drain.Success);
        var needed = TimeSpan.Parse(drain.Groups[1].Value) + TimeSpan.FromSeconds(2 + 30);

        Assert.All(Containers.Where(container => Manifests.Text(container.Value, "image")!.StartsWith("4runr/", StringComparison.Ordinal)), container =>
            Assert.True(TimeSpan.FromSeconds(int.Parse(Manifests.Text(container.Value, "stop_grace_period")!.TrimEnd('s'))) > needed));
    }

    [GeneratedRegex(@"GATEWAY_DRAIN_TIME: \$\{GATEWAY_DRAIN_TIME:-([0-9:]+)\}")]
    private static partial Regex DrainTime();
}
