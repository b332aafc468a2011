using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace FourRunr.EndToEnd.Tests.Observability;

/// <summary>The names of metrics that the dashboard and the alerts ask for.</summary>
internal static partial class QueriedMetrics
{
    private static readonly string Deploy = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "deploy"));

    /// <summary>What PromQL itself means by a word that is followed by no bracket.</summary>
    private static readonly string[] Keywords = ["and", "or", "unless", "by", "on", "offset"];

    public static IReadOnlySet<string> OfDashboards() => Directory.GetFiles(Path.Combine(Deploy, "grafana", "dashboards"), "*.json")
        .SelectMany(file => Strings(JsonDocument.Parse(File.ReadAllText(file)).RootElement))
        .SelectMany(text => text.Name switch
        {
            "expr" => Of(text.Value),
            "definition" => [Variable().Match(text.Value).Groups["metric"].Value],
            _ => [],
        })
        .ToHashSet();

    public static IReadOnlySet<string> OfAlerts()
    {
        var yaml = new YamlStream();
        yaml.Load(File.OpenText(Path.Combine(Deploy, "prometheus", "alerts.yml")));
        return yaml.Documents[0].AllNodes.OfType<YamlMappingNode>()
            .Where(node => node.Children.ContainsKey("expr"))
            .SelectMany(node => Of(((YamlScalarNode)node["expr"]).Value!))
            .ToHashSet();
    }

    public static IEnumerable<string> Of(string expression) => Word()
        .Matches(Function().Replace(Lists().Replace(expression, " "), " "))
        .Select(match => match.Value)
        .Except(Keywords);

    private static IEnumerable<(string Name, string Value)> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => property.Value.ValueKind == JsonValueKind.String
            ? [(property.Name, property.Value.GetString()!)]
            : Strings(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        _ => [],
    };

    private static string ThisFile([CallerFilePath] string path = "") => path;

    /// <summary>Selectors, windows, lists of labels.</summary>
    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|\b(by|on)\s*\([^)]*\)")]
    private static partial Regex Lists();

    [GeneratedRegex(@"\b[a-z_]+\s*(?=\()")]
    private static partial Regex Function();

    [GeneratedRegex(@"\b[a-zA-Z_][a-zA-Z0-9_]*\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"^label_values\((?<metric>[a-z_]+), [a-z_]+\)$")]
    private static partial Regex Variable();
}
