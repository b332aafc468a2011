using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using FourRunr.ToolProxy.Chaos;
using FourRunr.ToolProxy.Tools;
using Polly;
using Polly.CircuitBreaker;

namespace FourRunr.ToolProxy.Resilience;

/// <summary>One <see cref="ToolPipeline"/> for every action, and for every part of an action that has parts.</summary>
internal sealed class ToolPipelines
{
    /// <summary>Parts of one action that are kept apart. More than anyone asks at once; beyond, the longest unused are forgotten.</summary>
    private const int MostParts = 1000;

    /// <summary>Weak: an action that was redefined takes its breaker with it.</summary>
    private readonly ConditionalWeakTable<ToolAction, ActionPipelines> _actions = [];
    private readonly ToolCatalog _catalog;
    private readonly ChaosInjection _chaos;
    private readonly ResilienceMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger<ToolPipelines> _log;

    public ToolPipelines(ToolCatalog catalog, ChaosInjection chaos, ResilienceMetrics metrics, TimeProvider clock, ILogger<ToolPipelines> log)
    {
        (_catalog, _chaos, _metrics, _clock, _log) = (catalog, chaos, metrics, clock, log);
        metrics.WatchBreakers(() => _catalog.Actions
            .GroupBy(action => action.Tool, (tool, actions) => (tool, state: actions.SelectMany(Of).Select(StateOf).DefaultIfEmpty(0).Max()))
            .Select(worst => new Measurement<int>(worst.state, new KeyValuePair<string, object?>("tool", worst.tool))));
    }

    public ToolPipeline For(ToolRequest request)
    {
        var pipelines = _actions.GetOrAdd(request.Action, static (action, owner) => new ActionPipelines(action, owner), this);
        return request.Action.PartOf is { } partOf ? pipelines.Part(partOf(request.Parameters)) : pipelines.Whole;
    }

    /// <summary>Those that the action has used so far.</summary>
    public IReadOnlyCollection<ToolPipeline> Of(ToolAction action) => _actions.TryGetValue(action, out var pipelines) ? pipelines.All : [];

    private static int StateOf(ToolPipeline pipeline) => pipeline.State switch
    {
        CircuitState.Closed => 0,
        CircuitState.HalfOpen => 1,
        _ => 2,
    };

    private sealed class ActionPipelines(ToolAction action, ToolPipelines owner)
    {
        private readonly RetryBudget _budget = new(owner._clock);
        private readonly ResiliencePipeline<ToolResult> _room =
            new ResiliencePipelineBuilder<ToolResult>().AddConcurrencyLimiter(action.Times.MaxConcurrent).Build();
        private readonly ConcurrentDictionary<string, Used> _parts = new(StringComparer.Ordinal);
        private readonly Lock _eviction = new();
        private ToolPipeline? _whole;

        public ToolPipeline Whole => _whole ?? LazyInitializer.EnsureInitialized(ref _whole, () => Build(part: null));

        public IReadOnlyCollection<ToolPipeline> All => _whole is { } whole ? [whole] : [.. _parts.Values.Select(used => used.Pipeline)];

        public ToolPipeline Part(string part)
        {
            if (!_parts.TryGetValue(part, out var used))
            {
                used = _parts.GetOrAdd(part, name => new Used(Build(name)));
                ForgetUnused();
            }

            used.At = owner._clock.GetTimestamp();
            return used.Pipeline;
        }

        /// <summary>Those that hold calls back stay as long as there are others to forget.</summary>
        private void ForgetUnused()
        {
            if (_parts.Count <= MostParts || !_eviction.TryEnter())
            {
                return;
            }

            try
            {
                foreach (var (part, _) in _parts
                    .OrderBy(entry => entry.Value.Pipeline.State != CircuitState.Closed)
                    .ThenBy(entry => entry.Value.At)
                    .Take(MostParts / 10)
                    .ToList())
                {
                    _parts.TryRemove(part, out _);
                }
            }
            finally
            {
                _eviction.Exit();
            }
        }

        private ToolPipeline Build(string? part) =>
            new(action, part, _room, _budget, owner._chaos, owner._metrics, owner._clock, owner._log);
    }

    private sealed class Used(ToolPipeline pipeline)
    {
        public ToolPipeline Pipeline { get; } = pipeline;

        /// <summary>Written without a lock: which of two moments survives does not matter.</summary>
        public long At { get; set; }
    }
}
