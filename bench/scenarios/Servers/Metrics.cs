namespace FourRunr.Bench.Scenarios.Servers;

/// <summary>One scrape of a front door.</summary>
internal sealed class Metrics(IReadOnlyDictionary<string, double> values)
{
    /// <summary>The exporter answers the same for this long.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromMilliseconds(350);

    public static async Task<Metrics> ReadAsync(Uri url)
    {
        using var http = new SocketsHttpHandler();
        using var client = new HttpMessageInvoker(http);
        using var answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, url), CancellationToken.None);
        var text = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        return new Metrics(text.Split('\n').Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ')).ToDictionary(parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture)));
    }

    /// <summary>Calls that have ended, by code.</summary>
    public Dictionary<string, long> CallsByCode() => values
        .Where(value => value.Key.StartsWith("gateway_requests_total{", StringComparison.Ordinal))
        .GroupBy(value => value.Key.Split("code=\"")[1].Split('"')[0])
        .ToDictionary(group => group.Key, group => (long)group.Sum(value => value.Value));

    /// <summary>Requests of callers without identity, whatever the reason.</summary>
    public long UnidentifiedCalls => (long)values.Where(value => value.Key.StartsWith("gateway_unidentified_calls_total{", StringComparison.Ordinal)).Sum(value => value.Value);

    public long CacheMisses(string cache) => (long)values.GetValueOrDefault($"gateway_cache_misses_total{{cache=\"{cache}\"}}");

    public long CacheHits(string cache) => (long)values.GetValueOrDefault($"gateway_cache_hits_total{{cache=\"{cache}\"}}");

    /// <summary>Records that are not yet in the table.</summary>
    public long AuditBacklog => (long)values["gateway_audit_backlog{}"];
}
