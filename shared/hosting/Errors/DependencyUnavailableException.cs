namespace FourRunr.Hosting.Errors;

/// <summary>Another service of the gateway, or Redis, did not give an answer that can be believed. Always a 503.</summary>
public sealed class DependencyUnavailableException(string dependency, Exception? cause = null)
    : Exception($"{dependency} is not available.", cause)
{
    /// <summary>How long callers are asked to wait: the break of a dependency's breaker.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public string Dependency { get; } = dependency;
}
