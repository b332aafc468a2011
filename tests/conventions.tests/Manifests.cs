using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace FourRunr.Conventions.Tests;

/// <summary>The objects of <c>deploy/kubernetes</c>, as JSON in which every scalar is a text.</summary>
internal static class Manifests
{
    public const string Folder = "deploy/kubernetes";

    public static readonly JsonNode Base = Read($"{Folder}/base/kustomization.yaml").Single();

    public static readonly JsonNode Example = Read($"{Folder}/overlays/example/kustomization.yaml").Single();

    public static readonly IReadOnlyList<JsonNode> Objects =
        [.. Files.SelectMany(Read)];

    /// <summary>The files of the objects, without Kustomize's own.</summary>
    public static IEnumerable<string> Files =>
        Sources.Files(Folder, "*.yaml").Where(file => !file.EndsWith("kustomization.yaml", StringComparison.Ordinal));

    /// <summary>What runs pods.</summary>
    public static IReadOnlyList<JsonNode> Workloads => [.. Of("Deployment"), .. Of("StatefulSet")];

    public static IReadOnlyList<JsonNode> Of(string kind) => [.. Objects.Where(found => Text(found, "kind") == kind)];

    public static JsonNode? At(JsonNode? node, string path) =>
        path.Split('/').Aggregate(node, (found, part) => found switch
        {
            JsonObject map => map[part],
            JsonArray list => list[int.Parse(part)],
            _ => null,
        });

    public static string? Text(JsonNode? node, string path) => At(node, path)?.GetValue<string>();

    public static string Name(JsonNode found) => Text(found, "metadata/name")!;

    public static JsonNode Container(JsonNode workload) => At(workload, "spec/template/spec/containers/0")!;

    /// <summary>The workloads whose pods have all labels of a selector, which may list several values of one.</summary>
    public static IReadOnlyList<JsonNode> SelectedBy(JsonNode? selector)
    {
        var labels = selector?["matchLabels"] ?? (selector?["matchExpressions"] is null ? selector : null);
        return [.. Workloads.Where(workload =>
        {
            var has = At(workload, "spec/template/metadata/labels")!;
            return (labels as JsonObject ?? []).All(label => label.Value!.GetValue<string>() == has[label.Key]?.GetValue<string>())
                && (selector?["matchExpressions"] as JsonArray ?? []).All(expression =>
                    expression!["values"]!.AsArray().Any(value => value!.GetValue<string>() == has[Text(expression, "key")!]?.GetValue<string>()));
        })];
    }

    /// <summary>The documents of a YAML file, with merge keys resolved.</summary>
    public static IEnumerable<JsonNode> Read(string file)
    {
        var parser = new MergingParser(new Parser(new StringReader(Sources.Read(file))));
        var reader = new DeserializerBuilder().Build();
        var writer = new SerializerBuilder().JsonCompatible().Build();
        parser.Consume<StreamStart>();
        while (parser.Accept<DocumentStart>(out _))
        {
            yield return JsonNode.Parse(writer.Serialize(reader.Deserialize(parser)!))!;
        }
    }
}
