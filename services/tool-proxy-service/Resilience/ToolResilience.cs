using FourRunr.ToolProxy.Chaos;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Retry;
using Polly.Timeout;

namespace FourRunr.ToolProxy.Resilience;

/// <summary>
/// The resilience of one action, or of one partition of it (<see cref="ToolAction.PartitionOf"/>), outermost first:
/// total timeout → concurrency limit → retry → breaker → attempt timeout → chaos → the tool.
/// </summary>
internal sealed partial class ToolResilience
{
    /// <summary>A partition may use a quarter of the action's concurrency, so that a hanging one leaves the rest to the others.</summary>
    private const int ShareOfPartition = 4;

    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(1);

    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<ToolResult> _pipeline;
    private readonly ToolAction _action;
    private readonly BusyBackoff _backoff;
    private readonly RetryBudget _budget;
    private readonly ChaosInjection _chaos;
    private readonly ResilienceMetrics _metrics;
    private readonly ILogger _log;

    /// <param name="concurrency">Shared by all partitions of the action.</param>
    public ToolResilience(
        ToolAction action,
        string? partition,
        ResiliencePipeline<ToolResult> concurrency,
        RetryBudget budget,
        ChaosInjection chaos,
        ResilienceMetrics metrics,
        TimeProvider clock,
        ILogger log)
    {
        (_action, Partition, _budget, _chaos, _metrics, _log) = (action, partition, budget, chaos, metrics, log);
        _backoff = new BusyBackoff(clock);
        ChangedAt = clock.GetUtcNow();
        var pipeline = new ResiliencePipelineBuilder<ToolResult> { TimeProvider = clock }
            .AddTimeout(action.Times.Total)
            .AddPipeline(concurrency);
        if (partition is not null)
        {
            pipeline.AddConcurrencyLimiter(Math.Max(1, action.Times.MaxConcurrent / ShareOfPartition));
        }

        _pipeline = pipeline
            .AddRetry(Retry())
            .AddCircuitBreaker(Breaker(clock))
            .AddTimeout(action.Times.Attempt)
            .Build();
    }

    /// <summary>Null for the whole action.</summary>
    public string? Partition { get; }

    public CircuitState State => _state.CircuitState;

    /// <summary>When the breaker last changed its state.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>
    /// Calls the tool. Only the tool's time limits end the call: a call that its caller cancels would look successful to the breaker, and
    /// could leave an effect half done.
    /// </summary>
    public async Task<ToolResult> CallAsync(ToolRequest request)
    {
        _budget.Earn();
        var attempts = new ToolAttempts(request, _chaos);
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, CancellationToken.None);
        context.Properties.Set(ToolAttempts.Key, attempts);
        try
        {
            var result = await _pipeline.ExecuteAsync(
                static (context, attempts) => attempts.NextAsync(context.CancellationToken), context, attempts);
            return WithEarlierEffects(WithBackoff(result), attempts);
        }
        catch (TimeoutRejectedException)
        {
            return Failed(attempts, new Refusal(GatewayErrors.UpstreamTimeout, $"{_action.Tool} did not answer in time."));
        }
        catch (BrokenCircuitException exception)
        {
            _metrics.FailedFast(_action);
            return Failed(attempts, new Refusal(GatewayErrors.BreakerOpen) { RetryAfter = exception.RetryAfter ?? BusyPause });
        }
        catch (RateLimiterRejectedException)
        {
            return Failed(attempts, new Refusal(GatewayErrors.ToolBusy, "Too many calls are under way.") { RetryAfter = BusyPause });
        }
        catch (Exception exception)
        {
            Log.AdapterFailed(_log, _action.Tool, _action.Name, exception.GetType().Name);
            return Failed(attempts, new Refusal(GatewayErrors.Internal), isTransient: false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static ToolResult.Failure Failed(ToolAttempts attempts, Refusal why, bool isTransient = true) =>
        new(why) { IsTransient = isTransient, MayHaveActed = attempts.MayHaveActed };

    /// <summary>The last attempt certainly had no effect, but an earlier one may have had one.</summary>
    private static ToolResult WithEarlierEffects(ToolResult result, ToolAttempts attempts) =>
        result is ToolResult.Failure failure ? failure with { MayHaveActed = attempts.MayHaveActed } : result;

    /// <summary>Adds a wait if a busy tool does not say how long to wait.</summary>
    private ToolResult WithBackoff(ToolResult result)
    {
        switch (result)
        {
            case ToolResult.Success:
                _backoff.Accepted();
                return result;
            case ToolResult.Failure failure when ToolAttempts.IsBusy(failure) && failure.Why.RetryAfter is null:
                return failure with { Why = failure.Why with { RetryAfter = _backoff.Refused() } };
            default:
                return result;
        }
    }

    private RetryStrategyOptions<ToolResult> Retry() => new()
    {
        // A refusal by an open breaker is not retried: it would refuse again.
        ShouldHandle = arguments => new(
            arguments.Context.Properties.TryGetValue(ToolAttempts.Key, out var attempts)
            && attempts.MayRepeat(arguments.Outcome)
            && arguments.AttemptNumber < RetryDelay.MostRetriesOf(arguments.Outcome.Result)
            && _budget.TrySpend()),
        MaxRetryAttempts = RetryDelay.MostRetries,
        Delay = RetryDelay.First,
        MaxDelay = RetryDelay.Longest,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        DelayGenerator = arguments => new(RetryDelay.Asked(arguments.Outcome.Result)),
        OnRetry = arguments =>
        {
            _metrics.Retried(_action, arguments.Outcome.Result is ToolResult.Failure failure ? failure.Why.Kind : GatewayErrors.UpstreamTimeout);
            return default;
        },
    };

    private CircuitBreakerStrategyOptions<ToolResult> Breaker(TimeProvider clock) => new()
    {
        ShouldHandle = arguments => new(ToolAttempts.IsToolsFault(arguments.Outcome)),
        FailureRatio = BreakerSettings.FailureRatio,
        MinimumThroughput = BreakerSettings.MinimumThroughput,
        SamplingDuration = BreakerSettings.Sampling,
        BreakDuration = BreakerSettings.Break,
        StateProvider = _state,
        OnOpened = _ => Changed(CircuitState.Open, clock),
        OnHalfOpened = _ => Changed(CircuitState.HalfOpen, clock),
        OnClosed = _ => Changed(CircuitState.Closed, clock),
    };

    private ValueTask Changed(CircuitState state, TimeProvider clock)
    {
        ChangedAt = clock.GetUtcNow();
        Log.BreakerChanged(_log, _action.Tool, _action.Name, Partition, state);
        return default;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The breaker of {Tool}.{Action} (partition {Part}) is now {State}.")]
        public static partial void BreakerChanged(ILogger logger, string tool, string action, string? part, CircuitState state);

        // Only the type of the exception: its message may quote the parameters or the answer.
        [LoggerMessage(Level = LogLevel.Error, Message = "The adapter of {Tool}.{Action} failed with {Exception}.")]
        public static partial void AdapterFailed(ILogger logger, string tool, string action, string exception);
    }
}
