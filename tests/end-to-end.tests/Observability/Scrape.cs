using System.Text.RegularExpressions;
using FourRunr.Testing;

namespace FourRunr.EndToEnd.Tests.Observability;

/// <summary>What <c>/metrics</c> of all services said at one moment, as Prometheus would read it.</summary>
internal sealed partial class Scrape
{
    private readonly List<(string Name, string Labels, double Value)> _samples = [];

    public IReadOnlySet<string> Names => _samples.Select(sample => sample.Name).ToHashSet();

    public static async Task<Scrape> OfAsync(RunningGateway gateway)
    {
        var scrape = new Scrape();
        using var client = gateway.Proxies[0].Client();
        foreach (var service in gateway.Services.Select(service => service.Url))
        {
            var text = await client.GetStringAsync(new Uri(service, "/metrics"));
            scrape._samples.AddRange(Sample().Matches(text).Select(match => (
                match.Groups["name"].Value,
                match.Groups["labels"].Value,
                double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture))));
        }

        return scrape;
    }

    /// <summary>Sum of all series of a name whose labels hold <paramref name="label"/>; null without any.</summary>
    public double? Sum(string name, string label = "")
    {
        var values = _samples.Where(sample => sample.Name == name && sample.Labels.Contains(label, StringComparison.Ordinal)).ToList();
        return values.Count == 0 ? null : values.Sum(sample => sample.Value);
    }

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>[^}]*)\})? (?<value>[-+0-9.eEInfNa]+)", RegexOptions.Multiline)]
    private static partial Regex Sample();
}
