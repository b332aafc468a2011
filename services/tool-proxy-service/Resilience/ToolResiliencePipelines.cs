using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using FourRunr.ToolProxy.Chaos;
using FourRunr.ToolProxy.Tools;
using Polly;
using Polly.CircuitBreaker;

namespace FourRunr.ToolProxy.Resilience;

/// <summary>One <see cref="ToolResilience"/> for every action, and for every partition of an action that has them.</summary>
internal sealed class ToolResiliencePipelines
{
    /// <summary>Most partitions of one action; beyond this, those unused for longest are removed.</summary>
    private const int MostPartitions = 1000;

    /// <summary>Weak references: the breaker of a redefined action goes with it.</summary>
    private readonly ConditionalWeakTable<ToolAction, ActionPipelines> _actions = [];
    private readonly ToolCatalog _catalog;
    private readonly ChaosInjection _chaos;
    private readonly ResilienceMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger<ToolResiliencePipelines> _log;

    public ToolResiliencePipelines(ToolCatalog catalog, ChaosInjection chaos, ResilienceMetrics metrics, TimeProvider clock, ILogger<ToolResiliencePipelines> log)
    {
        (_catalog, _chaos, _metrics, _clock, _log) = (catalog, chaos, metrics, clock, log);
        metrics.WatchBreakers(() => _catalog.Actions
            .GroupBy(action => action.Tool, (tool, actions) => (tool, state: actions.SelectMany(Of).Select(pipeline => BreakerStates.NumberOf(pipeline.State)).DefaultIfEmpty(0).Max()))
            .Select(worst => new Measurement<int>(worst.state, new KeyValuePair<string, object?>("tool", worst.tool))));
    }

    public ToolResilience For(ToolRequest request)
    {
        var pipelines = _actions.GetOrAdd(request.Action, static (action, owner) => new ActionPipelines(action, owner), this);
        return request.Action.PartitionOf is { } partitionOf ? pipelines.Partition(partitionOf(request.Parameters)) : pipelines.Whole;
    }

    /// <summary>The pipelines that the action has used so far.</summary>
    public IReadOnlyCollection<ToolResilience> Of(ToolAction action) => _actions.TryGetValue(action, out var pipelines) ? pipelines.All : [];

    private sealed class ActionPipelines(ToolAction action, ToolResiliencePipelines owner)
    {
        private readonly RetryBudget _budget = new(owner._clock);
        private readonly ResiliencePipeline<ToolResult> _concurrency =
            new ResiliencePipelineBuilder<ToolResult>().AddConcurrencyLimiter(action.Times.MaxConcurrent).Build();
        private readonly ConcurrentDictionary<string, Used> _partitions = new(StringComparer.Ordinal);
        private readonly Lock _eviction = new();
        private ToolResilience? _whole;

        public ToolResilience Whole => _whole ?? LazyInitializer.EnsureInitialized(ref _whole, () => Build(partition: null));

        public IReadOnlyCollection<ToolResilience> All => _whole is { } whole ? [whole] : [.. _partitions.Values.Select(used => used.Pipeline)];

        public ToolResilience Partition(string partition)
        {
            if (!_partitions.TryGetValue(partition, out var used))
            {
                used = _partitions.GetOrAdd(partition, name => new Used(Build(name)));
                RemoveUnused();
            }

            used.At = owner._clock.GetTimestamp();
            return used.Pipeline;
        }

        /// <summary>Partitions whose breaker is not closed are removed last.</summary>
        private void RemoveUnused()
        {
            if (_partitions.Count <= MostPartitions || !_eviction.TryEnter())
            {
                return;
            }

            try
            {
                foreach (var (partition, _) in _partitions
                    .OrderBy(entry => entry.Value.Pipeline.State != CircuitState.Closed)
                    .ThenBy(entry => entry.Value.At)
                    .Take(MostPartitions / 10)
                    .ToList())
                {
                    _partitions.TryRemove(partition, out _);
                }
            }
            finally
            {
                _eviction.Exit();
            }
        }

        private ToolResilience Build(string? partition) =>
            new(action, partition, _concurrency, _budget, owner._chaos, owner._metrics, owner._clock, owner._log);
    }

    private sealed class Used(ToolResilience pipeline)
    {
        public ToolResilience Pipeline { get; } = pipeline;

        /// <summary>Written without a lock: which of two writes wins does not matter.</summary>
        public long At { get; set; }
    }
}
