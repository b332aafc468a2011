using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Polly.CircuitBreaker;

namespace FourRunr.ToolProxy.Resilience;

/// <summary>The breakers of the providers of models: one for each, whatever it is asked for.</summary>
internal sealed class ProviderBreakers
{
    private readonly ConcurrentDictionary<string, ProviderBreaker> _breakers = new(StringComparer.Ordinal);
    private readonly ResilienceMetrics _metrics;
    private readonly TimeProvider _clock;

    public ProviderBreakers(ResilienceMetrics metrics, TimeProvider clock)
    {
        (_metrics, _clock) = (metrics, clock);
        metrics.WatchBreakers(() => _breakers.Values.Select(breaker =>
            new Measurement<int>(BreakerStates.NumberOf(breaker.State), new KeyValuePair<string, object?>("provider", breaker.Provider))));
    }

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<ProviderBreaker> All => [.. _breakers.Values.OrderBy(breaker => breaker.Provider, StringComparer.Ordinal)];

    /// <summary>To be called once for each provider.</summary>
    public ProviderBreaker Add(string provider) => _breakers[provider] = new ProviderBreaker(provider, _metrics, _clock);
}

/// <summary>What is known of a provider's breaker.</summary>
internal sealed class ProviderBreaker(string provider, ResilienceMetrics metrics, TimeProvider clock)
{
    public string Provider { get; } = provider;

    /// <summary>For the breaker's options.</summary>
    public CircuitBreakerStateProvider StateProvider { get; } = new();

    public CircuitState State => StateProvider.CircuitState;

    /// <summary>When it last changed its state; at first, when it was made.</summary>
    public DateTimeOffset ChangedAt { get; private set; } = clock.GetUtcNow();

    public void Changed() => ChangedAt = clock.GetUtcNow();

    /// <summary>An attempt was refused because the breaker is open.</summary>
    public void FailedFast() => metrics.FailedFast(Provider);
}
