namespace FourRunr.Contracts;

/// <summary>State of a circuit breaker.</summary>
public enum BreakerState
{
    /// <summary>Calls go through.</summary>
    Closed,

    /// <summary>One call probes whether the tool is back.</summary>
    HalfOpen,

    /// <summary>Calls are refused with <c>breaker_open</c>.</summary>
    Open,
}

/// <summary>One breaker.</summary>
/// <param name="Part">The part of the tool that it guards (<c>example.org:443</c>); absent when it guards the whole action.</param>
/// <param name="ChangedAt">Since when it is in this state; absent when the action was not used yet.</param>
public sealed record BreakerResponse(string Tool, string Action, string? Part, BreakerState State, DateTimeOffset? ChangedAt);

/// <summary>The breaker of a provider of models. While it is open, routes fall back.</summary>
/// <param name="Provider">Its configured name.</param>
/// <param name="ChangedAt">Since when it is in this state.</param>
public sealed record ProviderBreakerResponse(string Provider, BreakerState State, DateTimeOffset ChangedAt);

/// <summary>Answer of <c>GET /v1/admin/breakers</c>.</summary>
/// <param name="Breakers">Of tools.</param>
/// <param name="Providers">Of providers of models.</param>
public sealed record BreakerListResponse(IReadOnlyList<BreakerResponse> Breakers, IReadOnlyList<ProviderBreakerResponse> Providers);
