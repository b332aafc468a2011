namespace FourRunr.ToolProxy.Limits;

/// <summary>Every Redis key of this feature. The braces keep all keys of one agent in one slot of a Redis Cluster.</summary>
internal static class LimitKeys
{
    /// <summary>A bucket: the string <c>level at requests per_ms burst</c>, gone when the bucket is full again.</summary>
    public static string Bucket(string agentId) => $"4runr:rate:{{{agentId}}}";
}
