namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// The part of a limit that one of <paramref name="Replicas"/> proxies may use on its own, so that all together stay within the limit.
/// </summary>
internal sealed record LocalShare(int Replicas)
{
    private const string Key = "GATEWAY_REPLICAS";
    private const int MaxReplicas = 1000;

    public static LocalShare From(IConfiguration configuration)
    {
        var text = configuration[Key];
        if (string.IsNullOrWhiteSpace(text))
        {
            return new LocalShare(1);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var replicas) && replicas is >= 1 and <= MaxReplicas
            ? new LocalShare(replicas)
            : throw new InvalidConfigurationException($"{Key} must be a whole number from 1 to {MaxReplicas}.");
    }

    /// <summary>The same permits over a longer period: unlike dividing the permits, this is exact for small limits too.</summary>
    public RateLimit Of(RateLimit limit) =>
        new(limit.Requests, limit.Per * Replicas, Math.Max(1, limit.Burst / Replicas));
}
