using System.Text.RegularExpressions;
using Xunit;

namespace FourRunr.Conventions.Tests;

/// <summary>What the code reads, counts and alerts on stands in the pages that are looked up.</summary>
public sealed partial class ReferenceTests
{
    private static readonly string[] Code =
        [.. ((string[])["services", "shared", "deploy"]).SelectMany(folder => Sources.Files(folder, "*.cs")).Select(Sources.Read)];

    /// <summary>As Prometheus shows them: counters end with <c>_total</c>.</summary>
    private static readonly string[] Metrics =
        [.. Code.SelectMany(file => Instrument().Matches(file))
            .Select(match => match.Groups["name"].Value + (match.Groups["kind"].Value.EndsWith("Counter", StringComparison.Ordinal) ? "_total" : ""))];

    /// <summary>Environment variables that the code names.</summary>
    private static readonly string[] Variables =
        [.. Code.SelectMany(file => Variable().Matches(file)).Select(match => match.Groups["name"].Value).Distinct()];

    /// <summary>Members of options that are bound to a section, as environment variables.</summary>
    private static readonly string[] Options =
        [.. from file in Code
            from section in Section().Matches(file)
            from member in Member().Matches(file)
            select $"{section.Groups["name"].Value.Replace(":", "__", StringComparison.Ordinal)}__{member.Groups["name"].Value}"];

    [Fact]
    public void Sources_AreUnderstood()
    {
        // The facts below say nothing about what these patterns do not find.
        Assert.Contains("gateway_requests_total", Metrics);
        Assert.Contains("gateway_request_duration_ms", Metrics);
        Assert.Contains("gateway_audit_backlog", Metrics);
        Assert.Contains("GATEWAY_KEK_PREVIOUS", Variables);
        Assert.Contains("Audit__Retention", Options);
        Assert.Contains("Tools__http_fetch__MaxResponseBytes", Options);
    }

    [Fact]
    public void EveryMetric_StandsInItsReference()
    {
        var page = Sources.Read("docs/reference/metrics.md");

        Assert.All(Metrics, metric => Assert.Contains($"| `{metric}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryMetricOfTheReference_IsCounted() =>
        Assert.All(
            Sources.Lines("docs/reference/metrics.md").Select(line => Row().Match(line)).Where(row => row.Success),
            row => Assert.Contains(row.Groups["name"].Value, Metrics));

    [Fact]
    public void EverySetting_StandsInItsReference()
    {
        var page = Sources.Read("docs/reference/configuration.md");
        var connections = Code.SelectMany(file => Connection().Matches(file)).Select(match => $"ConnectionStrings__{match.Groups["name"].Value}");
        var values = Code.SelectMany(file => Value().Matches(file)).Select(match => match.Groups["name"].Value.Replace(":", "__", StringComparison.Ordinal));

        Assert.All([.. Variables, .. Options, .. connections, .. values], setting => Assert.Matches($"`{setting}(__[^`]*)?`", page));
    }

    [Fact]
    public void EverySettingOfTools_StandsInTheReference()
    {
        // Bound for each of them, so the page writes the name with an ellipsis or with both tools.
        var members = Member().Matches(Sources.Read("services/tool-proxy-service/BuiltInTools/ApiOptions.cs")).Select(match => match.Groups["name"].Value).ToArray();

        Assert.NotEmpty(members);
        Assert.All(members, member => Assert.Contains($"__{member}`", Sources.Read("docs/reference/configuration.md"), StringComparison.Ordinal));
    }

    [Fact]
    public void EveryAlert_LeadsToItsPartOfTheRunbook()
    {
        var runbook = Sources.Lines("docs/operations.md");
        var alerts = Sources.Lines("deploy/prometheus/alerts.yml").Where(line => line.Contains("- alert: ", StringComparison.Ordinal))
            .Select(line => line.Split(": ")[1]).ToArray();

        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert => Assert.Contains($"### {alert}", runbook));
        Assert.Equal(
            alerts.Select(alert => $"          runbook_url: \"docs/operations.md#{alert.ToLowerInvariant()}\""),
            Sources.Lines("deploy/prometheus/alerts.yml").Where(line => line.Contains("runbook_url:", StringComparison.Ordinal)));
    }

    // meter.CreateCounter<long>("gateway_requests"), also with the name on the next line
    [GeneratedRegex(@"Create(?<kind>Counter|ObservableCounter|UpDownCounter|ObservableUpDownCounter|Histogram|Gauge|ObservableGauge)(<\w+>)?\(\s*""(?<name>\w+)""")]
    private static partial Regex Instrument();

    // "GATEWAY_DATA_DIR"; FF_CHAOS too
    [GeneratedRegex(@"(?:const string \w+ = |onfiguration\[|\(configuration, (?:settings, )?)""(?<name>[A-Z]+(?:_[A-Z]+)+)""")]
    private static partial Regex Variable();

    // public const string Section = "Audit";
    [GeneratedRegex(@"const string Section = ""(?<name>[\w:]+)"";")]
    private static partial Regex Section();

    // public long MaxBacklog { get; set; }
    [GeneratedRegex(@"public [\w?]+ (?<name>\w+) \{ get; set; \}")]
    private static partial Regex Member();

    // configuration.GetConnectionString("Redis")
    [GeneratedRegex(@"(?:GetConnectionString\(|ConnectionString\(\s*configuration, )""(?<name>\w+)""")]
    private static partial Regex Connection();

    // configuration.GetValue("Telemetry:Traces", …
    [GeneratedRegex(@"onfiguration\.GetValue(?:<\w+>)?\(""(?<name>[\w:]+)""")]
    private static partial Regex Value();

    // | `gateway_requests_total` | counter | …
    [GeneratedRegex(@"^\| `(?<name>\w+)` \| (?:counter|gauge|histogram) \|")]
    private static partial Regex Row();
}
