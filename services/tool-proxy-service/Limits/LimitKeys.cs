namespace FourRunr.ToolProxy.Limits;

/// <summary>Every Redis key of this feature. The braces keep all keys of one agent in one slot of a Redis Cluster.</summary>
internal static class LimitKeys
{
    /// <summary>A bucket: the string <c>level at requests per_ms burst</c>, which expires when the bucket is full again.</summary>
    public static string Bucket(string agentId) => $"4runr:rate:{{{agentId}}}";

    /// <summary>
    /// A counter: a hash of calls by slot number, with <c>g</c>, the id of the rebuild that created it, and <c>t</c>, when that rebuild
    /// began (Unix milliseconds). A missing key means unknown, not zero.
    /// </summary>
    public static string Quota(string agentId, QuotaCounter counter) =>
        $"4runr:quota:{{{agentId}}}:{counter.Scope}:{counter.WindowMs}:{(counter.Strategy == QuotaStrategy.Sliding ? "sliding" : "fixed")}";
}
