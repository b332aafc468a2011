using System.Text.Json.Serialization;
using FourRunr.Models.Tests.Gateway;
using Xunit;

namespace FourRunr.Models.Tests.Clients;

/// <summary>All scenarios of one client, one after another in one process.</summary>
internal static class ClientRun
{
    private const string Mark = "REPORT ";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static async Task<IReadOnlyDictionary<string, ClientReport>> RunAsync(ModelGateway gateway, ModelClient client, IReadOnlyList<Scenario> scenarios)
    {
        await ModelPackages.Npm.InstallAsync();
        (string, string)[] environment =
        [
            ("CLIENT", client.Script), ("ROOT", gateway.Gateway.Process.Url.ToString().TrimEnd('/')), ("SCENARIOS", JsonSerializer.Serialize(scenarios, Json)),
            .. LongForm.IsWanted ? ((string, string)[])[] : [("RETRIES", "1")],
            .. client.Variant is { } variant ? ((string, string)[])[variant] : [],
        ];
        var run = await ModelPackages.Npm.RunAsync(["run.mjs"], environment);
        var reports = run.Output.Split('\n').Where(line => line.StartsWith(Mark, StringComparison.Ordinal))
            .Select(line => JsonSerializer.Deserialize<ClientReport>(line[Mark.Length..], Json)!).ToDictionary(report => report.Name);
        Assert.True(reports.Count == scenarios.Count, run.Output);
        return reports;
    }
}
