using k8s;
using Xunit;

namespace FourRunr.Conventions.Tests;

/// <summary>
/// The manifests against the types of the Kubernetes API: kinds, versions, every property's name and place, numbers where
/// numbers belong. What values a cluster accepts, and which properties it asks for, only a cluster knows.
/// </summary>
public sealed class ManifestSchemaTests
{
    public static TheoryData<string> Files => [.. Manifests.Files];

    [Theory, MemberData(nameof(Files))]
    public void Manifest_IsMadeOfWhatTheApiHas(string file)
    {
        var objects = Load(Sources.Read(file));

        Assert.NotEmpty(objects);
        Assert.All(objects, found => Assert.False(string.IsNullOrEmpty(((IKubernetesObject)found).Kind)));
    }

    [Theory]
    [InlineData("readinessProbe:", "readyProbe:")]
    [InlineData("runAsNonRoot:", "runAsNonRot:")]
    [InlineData("periodSeconds: 10", "periodSeconds: often")]
    [InlineData("  selector:", "  selectors:")]
    [InlineData("apiVersion: policy/v1", "apiVersion: policy/v7")]
    public void Manifest_WithAMistake_IsFound(string right, string wrong)
    {
        var manifest = Sources.Read($"{Manifests.Folder}/base/auth-service.yaml");
        Assert.Contains(right, manifest, StringComparison.Ordinal);

        Assert.ThrowsAny<Exception>(() => Load(manifest.Replace(right, wrong, StringComparison.Ordinal)));
    }

    private static List<object> Load(string yaml) => KubernetesYaml.LoadAllFromString(yaml, strict: true);
}
