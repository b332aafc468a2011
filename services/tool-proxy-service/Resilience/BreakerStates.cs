using Polly.CircuitBreaker;

namespace FourRunr.ToolProxy.Resilience;

/// <summary>States of breakers as they are told.</summary>
internal static class BreakerStates
{
    /// <param name="state">Null for a breaker that was not used yet.</param>
    public static BreakerState Of(CircuitState? state) => state switch
    {
        null or CircuitState.Closed => BreakerState.Closed,
        CircuitState.HalfOpen => BreakerState.HalfOpen,
        _ => BreakerState.Open,
    };

    /// <summary>In metrics: 0 closed, 1 half-open, 2 open.</summary>
    public static int NumberOf(CircuitState state) => (int)Of(state);
}
