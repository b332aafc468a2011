using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;
using Polly;
using Polly.Simmy;
using Polly.Simmy.Latency;
using Polly.Simmy.Outcomes;

namespace FourRunr.ToolProxy.Chaos;

/// <summary>
/// The innermost strategies: an attempt fails, hangs or is delayed before it reaches the tool, so that all other strategies handle the
/// fault like a real one. Without a rule, an attempt goes directly to the tool.
/// </summary>
internal sealed class ChaosInjection
{
    /// <summary>Longer than any attempt may take.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromHours(1);

    private static readonly ResiliencePropertyKey<ChaosRule> Rule = new("chaos");

    private readonly ChaosRules _rules;
    private readonly ChaosMetrics _metrics;
    private readonly ResiliencePipeline<ToolResult> _strategies;

    /// <param name="randomizer">Returns numbers from 0 to 1; tests replace it.</param>
    public ChaosInjection(ChaosRules rules, ChaosMetrics metrics, TimeProvider clock, Func<double> randomizer)
    {
        (_rules, _metrics) = (rules, metrics);
        _strategies = new ResiliencePipelineBuilder<ToolResult> { TimeProvider = clock }
            .AddChaosOutcome(new ChaosOutcomeStrategyOptions<ToolResult>
            {
                Randomizer = randomizer,
                InjectionRateGenerator = arguments => Rate(arguments.Context, ChaosKind.Error, before: 0),
                OutcomeGenerator = static _ => new(Outcome.FromResult<ToolResult>(
                    new ToolResult.Failure(new Refusal(GatewayErrors.UpstreamFailed, "An injected fault.")) { IsTransient = true, MayHaveActed = true })),
                OnOutcomeInjected = arguments =>
                {
                    Count(arguments.Context, ChaosKind.Error);
                    return default;
                },
            })
            .AddChaosLatency(new ChaosLatencyStrategyOptions
            {
                Randomizer = randomizer,
                InjectionRateGenerator = arguments => Rate(arguments.Context, ChaosKind.Timeout, before: 1),
                // Counted at its start: the time limit ends a hanging attempt before the latency is over.
                LatencyGenerator = arguments => Injected(arguments.Context, ChaosKind.Timeout, Hang),
            })
            .AddChaosLatency(new ChaosLatencyStrategyOptions
            {
                Randomizer = randomizer,
                InjectionRateGenerator = arguments => Rate(arguments.Context, ChaosKind.Jitter, before: 2),
                LatencyGenerator = arguments => Injected(arguments.Context, ChaosKind.Jitter, TimeSpan.FromMilliseconds(50 + 450 * randomizer())),
            })
            .Build();
    }

    public async ValueTask<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        if (_rules.Of(request.Action.Tool) is not { } rule)
        {
            return await request.Action.Adapter.CallAsync(request, cancellationToken);
        }

        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        context.Properties.Set(Rule, rule with { Tool = request.Action.Tool });
        try
        {
            return await _strategies.ExecuteAsync(
                static async (context, request) => await request.Action.Adapter.CallAsync(request, context.CancellationToken), context, request);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <param name="before">
    /// The number of strategies of a mixed rule that ran before: a strategy sees only the attempts that those let through, but its
    /// share is of all attempts.
    /// </param>
    private static ValueTask<double> Rate(ResilienceContext context, ChaosKind kind, int before)
    {
        if (!context.Properties.TryGetValue(Rule, out var rule))
        {
            return new(0);
        }

        var share = rule.RateOf(kind);
        return new(rule.Kind == ChaosKind.Mixed ? share / (1 - before * share) : share);
    }

    private ValueTask<TimeSpan> Injected(ResilienceContext context, ChaosKind kind, TimeSpan latency)
    {
        Count(context, kind);
        return new(latency);
    }

    private void Count(ResilienceContext context, ChaosKind kind)
    {
        if (context.Properties.TryGetValue(Rule, out var rule))
        {
            _metrics.Injected(rule.Tool, kind);
        }
    }
}
