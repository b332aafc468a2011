using Xunit;

namespace FourRunr.Conventions.Tests;

/// <summary>What can be said of the Kubernetes manifests without a cluster: they fit together, and nothing is left open.</summary>
public sealed class KubernetesTests
{
    private const string Secrets = "gateway-secrets";

    private static readonly Dictionary<string, string> Ports = new()
    {
        ["auth-service"] = "8081",
        ["console-service"] = "8083",
        ["policy-service"] = "8082",
        ["tool-proxy-service"] = "8080",
    };

    public static TheoryData<string> Services => [.. Ports.Keys];

    [Fact]
    public void Kustomizations_NameEveryFileThatIsThere()
    {
        foreach (var (kustomization, folder) in new[] { (Manifests.Base, "base"), (Manifests.Example, "overlays/example") })
        {
            var named = kustomization["resources"]!.AsArray().Select(name => name!.GetValue<string>()).Where(name => !name.StartsWith("..", StringComparison.Ordinal));
            var there = Sources.Files($"{Manifests.Folder}/{folder}", "*.yaml").Select(file => Path.GetFileName(file)!).Except(["kustomization.yaml"]);

            Assert.Equal(there.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Workloads_AreTheServices() =>
        Assert.Equal(Ports.Keys, Manifests.Workloads.Select(Manifests.Name).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Services))]
    public void Workload_ListensWhereItsServiceAndTheOthersLook(string service)
    {
        var workload = Workload(service);
        var container = Manifests.Container(workload);
        var front = Manifests.Of("Service").Single(found => Manifests.Name(found) == service);
        var port = Ports[service];

        Assert.Equal([workload], Manifests.SelectedBy(front["spec"]!["selector"]));
        Assert.Equal([workload], Manifests.SelectedBy(workload["spec"]!["selector"]));
        Assert.Equal(port, Manifests.Text(front, "spec/ports/0/port"));
        Assert.Equal(Manifests.Text(container, "ports/0/name"), Manifests.Text(front, "spec/ports/0/targetPort"));
        Assert.Equal(port, Manifests.Text(container, "ports/0/containerPort"));
        Assert.Equal($"http://+:{port}", Manifests.Text(container, "env/0/value"));
        Assert.Contains($"=http://{service}:{port}", string.Join(' ', Literals()), StringComparison.Ordinal);
        // Not reachable from outside by itself: that is the Ingress's business.
        Assert.Null(Manifests.Text(front, "spec/type"));
    }

    [Theory, MemberData(nameof(Services))]
    public void Workload_IsLockedDown(string service)
    {
        var pod = Manifests.At(Workload(service), "spec/template/spec")!;
        var container = Manifests.Container(Workload(service));

        Assert.Equal("true", Manifests.Text(pod, "securityContext/runAsNonRoot"));
        Assert.Equal("RuntimeDefault", Manifests.Text(pod, "securityContext/seccompProfile/type"));
        Assert.Equal("false", Manifests.Text(pod, "automountServiceAccountToken"));
        Assert.Equal("true", Manifests.Text(container, "securityContext/readOnlyRootFilesystem"));
        Assert.Equal("false", Manifests.Text(container, "securityContext/allowPrivilegeEscalation"));
        Assert.Equal("ALL", Manifests.Text(container, "securityContext/capabilities/drop/0"));
        Assert.NotNull(Manifests.Text(container, "resources/requests/cpu"));
        Assert.NotNull(Manifests.Text(container, "resources/requests/memory"));
        Assert.NotNull(Manifests.Text(container, "resources/limits/memory"));
        var mounted = Names(container["volumeMounts"]!).Order();
        var claims = Manifests.At(Workload(service), "spec/volumeClaimTemplates") as JsonArray ?? [];
        Assert.Equal(Names(pod["volumes"]!).Concat(claims.Select(claim => Manifests.Name(claim!))).Order(), mounted);
    }

    [Theory, MemberData(nameof(Services))]
    public void Workload_IsAskedHowItIs_AndStopsInItsOwnTime(string service)
    {
        var pod = Manifests.At(Workload(service), "spec/template/spec")!;
        var container = Manifests.Container(Workload(service));

        Assert.Equal("/health/live", Manifests.Text(container, "startupProbe/httpGet/path"));
        Assert.Equal("/health/live", Manifests.Text(container, "livenessProbe/httpGet/path"));
        Assert.Equal("/health/ready", Manifests.Text(container, "readinessProbe/httpGet/path"));
        var pause = int.Parse(Manifests.Text(container, "lifecycle/preStop/exec/command/1")!);
        // After the pause the service drains, closes its port, and lets calls under way finish.
        Assert.True(int.Parse(Manifests.Text(pod, "terminationGracePeriodSeconds")!) > pause + 3 + 2 + 30);
        Assert.DoesNotContain(Literals(), literal => literal.StartsWith("GATEWAY_DRAIN_TIME", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Services))]
    public void Workload_IsReplacedOneByOneWhileOthersServe(string service)
    {
        var workload = Workload(service);
        if (Manifests.Text(workload, "kind") == "Deployment")
        {
            Assert.Equal("0", Manifests.Text(workload, "spec/strategy/rollingUpdate/maxUnavailable"));
            // Calls work without the console, whose sessions are in one pod.
            Assert.True(int.Parse(Manifests.Text(workload, "spec/replicas")!) >= (service == "console-service" ? 1 : 2));
            return;
        }

        // A set takes the old one away first.
        Assert.Equal("RollingUpdate", Manifests.Text(workload, "spec/updateStrategy/type"));
        Assert.Null(Manifests.Text(workload, "spec/updateStrategy/rollingUpdate/maxUnavailable"));
        Assert.True(int.Parse(Manifests.Text(Manifests.Of("HorizontalPodAutoscaler").Single(), "spec/minReplicas")!) >= 3);
    }

    [Fact]
    public void FrontDoor_KeepsItsDataFolderWhenItsPodIsLost()
    {
        var set = Manifests.Of("StatefulSet").Single();
        var container = Manifests.Container(set);
        var claim = Manifests.At(set, "spec/volumeClaimTemplates/0")!;

        Assert.Equal("tool-proxy-service", Manifests.Name(set));
        var mount = container["volumeMounts"]!.AsArray().Single(found => Manifests.Text(found, "name") == Manifests.Name(claim));
        Assert.Equal(Manifests.Text(container, "env/1/value"), Manifests.Text(mount, "mountPath"));
        Assert.Equal("GATEWAY_DATA_DIR", Manifests.Text(container, "env/1/name"));
        // One writer a journal.
        Assert.Equal("ReadWriteOnce", Manifests.Text(claim, "spec/accessModes/0"));
        Assert.Equal("Retain", Manifests.Text(set, "spec/persistentVolumeClaimRetentionPolicy/whenScaled"));
        Assert.Equal("Retain", Manifests.Text(set, "spec/persistentVolumeClaimRetentionPolicy/whenDeleted"));
        // What the volume is writable by.
        Assert.Equal(Manifests.Text(set, "spec/template/spec/securityContext/runAsGroup"), Manifests.Text(set, "spec/template/spec/securityContext/fsGroup"));
    }

    [Theory, MemberData(nameof(Services))]
    public void Workload_TakesConfigurationAndSecretsByReference(string service)
    {
        var container = Manifests.Container(Workload(service));

        Assert.Equal(Manifests.Text(Manifests.Base, "configMapGenerator/0/name"), Manifests.Text(container, "envFrom/0/configMapRef/name"));
        // The console holds no secret of the gateway.
        Assert.Equal(
            service == "console-service" ? [] : [Secrets],
            container["envFrom"]!.AsArray().Skip(1).Select(source => Manifests.Text(source!, "secretRef/name")));
        Assert.Contains(Manifests.Text(container, "image"), Names(Manifests.Example["images"]!));
        Assert.Equal([Workload(service)], Manifests.SelectedBy(Budget(service)["spec"]!["selector"]));
    }

    [Fact]
    public void Secrets_AreInNoFile()
    {
        Assert.Empty(Manifests.Of("Secret"));
        Assert.Null(Manifests.Base["secretGenerator"]);
        Assert.Null(Manifests.Example["secretGenerator"]);
        Assert.DoesNotContain(Literals(), literal =>
            literal.Contains("KEY=", StringComparison.Ordinal) || literal.Contains("KEK", StringComparison.Ordinal) || literal.StartsWith("Connection", StringComparison.Ordinal));
    }

    [Fact]
    public void Autoscaler_GrowsTheFrontDoorToAsManySharesAsLimitsHave()
    {
        var scaler = Manifests.Of("HorizontalPodAutoscaler").Single();

        Assert.Equal("tool-proxy-service", Manifests.Text(scaler, "spec/scaleTargetRef/name"));
        Assert.Equal(Manifests.Text(Workload("tool-proxy-service"), "kind"), Manifests.Text(scaler, "spec/scaleTargetRef/kind"));
        // A number in the deployment would be set anew at every rollout.
        Assert.Null(Manifests.Text(Workload("tool-proxy-service"), "spec/replicas"));
        Assert.Contains($"GATEWAY_REPLICAS={Manifests.Text(scaler, "spec/maxReplicas")}", Literals());
    }

    [Fact]
    public void NetworkPolicies_LetOnlyTheFrontDoorBeReachedByAnybody()
    {
        var policies = Manifests.Of("NetworkPolicy");
        var rules = policies.SelectMany(policy => (policy["spec"]!["ingress"] as JsonArray ?? []).Select(rule => (
            To: Manifests.SelectedBy(policy["spec"]!["podSelector"]), Rule: rule!))).ToList();

        Assert.Contains(policies, policy => policy["spec"]!["podSelector"] is JsonObject { Count: 0 } && policy["spec"]!["ingress"] is null);
        Assert.Equal(["tool-proxy-service"], rules.Where(rule => rule.Rule["from"] is null).SelectMany(rule => rule.To).Select(Manifests.Name));
        Assert.All(rules, rule => Assert.Equal(
            rule.To.Select(to => Ports[Manifests.Name(to)]).Order(),
            rule.Rule["ports"]!.AsArray().Select(port => Manifests.Text(port, "port")!).Order()));
        Assert.Equal(Ports.Keys, rules.SelectMany(rule => rule.To).Select(Manifests.Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Ingress_LeadsToTheFrontDoorAndNotToMetrics()
    {
        var paths = Manifests.Of("Ingress").Single()["spec"]!["rules"]![0]!["http"]!["paths"]!.AsArray();

        Assert.All(paths, path => Assert.Equal("tool-proxy-service", Manifests.Text(path, "backend/service/name")));
        Assert.DoesNotContain(paths, path => Manifests.Text(path, "path") is "/" or "/metrics" or "/health");
    }

    private static JsonNode Workload(string service) => Manifests.Workloads.Single(found => Manifests.Name(found) == service);

    private static JsonNode Budget(string service) => Manifests.Of("PodDisruptionBudget").Single(found => Manifests.Name(found) == service);

    private static IEnumerable<string> Names(JsonNode list) => list.AsArray().Select(item => Manifests.Text(item, "name")!);

    private static string[] Literals() =>
        [.. Manifests.Base["configMapGenerator"]![0]!["literals"]!.AsArray().Select(literal => literal!.GetValue<string>())];
}
