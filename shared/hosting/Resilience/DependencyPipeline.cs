using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace FourRunr.Hosting.Resilience;

/// <summary>
/// The resilience pipeline of a call to another service, outermost first:
/// total timeout → retry → circuit breaker → attempt timeout.
/// </summary>
public static class DependencyPipeline
{
    /// <summary>How long the breaker stays open before one probe.</summary>
    public static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(1);

    public static ResiliencePipeline<HttpResponseMessage> Build(DependencyOptions options, TimeProvider clock) =>
        Build(options.TotalTimeout, options.AttemptTimeout, clock);

    /// <summary>For what operators ask: one attempt may take as long as all of them.</summary>
    public static ResiliencePipeline<HttpResponseMessage> BuildForManagement(DependencyOptions options, TimeProvider clock) =>
        Build(options.ManagementTimeout, options.ManagementTimeout, clock);

    private static ResiliencePipeline<HttpResponseMessage> Build(TimeSpan total, TimeSpan attempt, TimeProvider clock) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddTimeout(total)
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                // Introspection and decisions change nothing, so they may be repeated. An attempt that ran into its
                // time limit is not: there is no time left; an open breaker is not: it would only fail again.
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().HandleResult(IsFault),
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(25),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                    .Handle<HttpRequestException>().Handle<TimeoutRejectedException>().HandleResult(IsFault),
                FailureRatio = 0.5,
                MinimumThroughput = 5,
                SamplingDuration = TimeSpan.FromSeconds(5),
                BreakDuration = BreakDuration,
            })
            .AddTimeout(attempt)
            .Build();

    private static bool IsFault(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500;
}
