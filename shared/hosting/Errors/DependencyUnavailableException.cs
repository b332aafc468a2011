namespace FourRunr.Hosting.Errors;

/// <summary>Another service of the gateway, or Redis, gave no usable answer. Always a 503.</summary>
public sealed class DependencyUnavailableException(string dependency, Exception? cause = null)
    : Exception($"{dependency} is not available.", cause)
{
    /// <summary>How long callers are asked to wait: as long as a dependency's breaker stays open.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public string Dependency { get; } = dependency;
}
