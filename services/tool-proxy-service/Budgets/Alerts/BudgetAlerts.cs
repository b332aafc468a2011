using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics.Metrics;
using FourRunr.Hosting.Telemetry;

namespace FourRunr.ToolProxy.Budgets.Alerts;

/// <summary>Stores alerts before anybody is told, so that none is lost and none is told by two replicas; then logs and counts them.</summary>
internal sealed partial class BudgetAlerts : IBudgetAlerts
{
    /// <summary>More wait only if the database is away for long.</summary>
    private const int MostWaiting = 10_000;

    private readonly ConcurrentQueue<BudgetCrossing> _waiting = new();
    private readonly BudgetAlertStore _store;
    private readonly BudgetWebhook? _webhook;
    private readonly BudgetAlertSignal _signal;
    private readonly ILogger<BudgetAlerts> _log;
    private readonly Counter<long> _told;

    public BudgetAlerts(
        BudgetAlertStore store, BudgetWebhookSetting webhook, BudgetAlertSignal signal, GatewayMeter gateway, ILogger<BudgetAlerts> log)
    {
        (_store, _webhook, _signal, _log) = (store, webhook.Webhook, signal, log);
        _told = gateway.Meter.CreateCounter<long>("gateway_budget_alerts");
    }

    public async ValueTask<bool> RaiseAsync(IReadOnlyList<BudgetCrossing> crossings)
    {
        var areStored = true;
        foreach (var crossing in crossings)
        {
            if (await TryStoreAsync(crossing))
            {
                continue;
            }

            areStored = false;
            if (_waiting.Count < MostWaiting)
            {
                _waiting.Enqueue(crossing);
            }
        }

        return areStored;
    }

    /// <summary>Stores what could not be stored before.</summary>
    public async Task StoreWaitingAsync()
    {
        while (_waiting.TryPeek(out var crossing) && await TryStoreAsync(crossing))
        {
            _waiting.TryDequeue(out _);
        }
    }

    private async Task<bool> TryStoreAsync(BudgetCrossing crossing)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(crossing.At);
        var alert = new BudgetAlert(
            BudgetAlertBody.IdOf(crossing), JsonSerializer.Serialize(BudgetAlertBody.Of(crossing), GatewayJson.Tolerant), at, Attempts: 0,
            NextAttemptAt: _webhook is null ? null : at);
        try
        {
            if (await _store.AddAsync(alert, CancellationToken.None))
            {
                var budget = crossing.Budget;
                _told.Add(1, new KeyValuePair<string, object?>("percent", crossing.Percent));
                Log.Reached(
                    _log, budget.Name, budget.Source.PolicyId, budget.Holder, crossing.Percent, budget.Format(crossing.Spent), budget.Format(budget.Limit),
                    budget.Unit);
                _signal.Set();
            }

            return true;
        }
        catch (Exception exception) when (exception is StorageUnavailableException or DbException)
        {
            Log.Postponed(_log, exception);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning,
            Message = "The budget {Budget} of policy {PolicyId} has reached {Percent} % for {Holder}: {Spent} of {Limit} {Unit} are spent.")]
        public static partial void Reached(
            ILogger logger, string budget, string policyId, string holder, int percent, string spent, string limit, BudgetUnit unit);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A budget alert could not be stored; it is tried again.")]
        public static partial void Postponed(ILogger logger, Exception exception);
    }
}
