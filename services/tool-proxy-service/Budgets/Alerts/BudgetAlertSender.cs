using System.Data.Common;
using FourRunr.ToolProxy.Outbound;

namespace FourRunr.ToolProxy.Budgets.Alerts;

/// <summary>
/// Sends stored alerts to the webhook until it takes them (any 2xx), at least once: after a failure in 5 s, then in twice the pause before, up to an
/// hour, for 3 days. Any replica may make the next try.
/// </summary>
internal sealed partial class BudgetAlertSender(
    BudgetAlertStore store,
    BudgetAlerts alerts,
    BudgetWebhookSetting webhook,
    BudgetAlertSignal signal,
    OutboundHttp http,
    TimeProvider clock,
    ILogger<BudgetAlertSender> log) : BackgroundService
{
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(3);

    /// <summary>How long a try may take, and so another replica waits before it makes the next.</summary>
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Kept = TimeSpan.FromDays(40);

    private const int AtOnce = 20;

    /// <summary>The pause after so many failed tries.</summary>
    public static TimeSpan PauseAfter(int attempts) =>
        attempts >= 10 ? LongestPause : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Max(0, attempts - 1)));

    /// <summary>Sends what is due.</summary>
    public async Task SendDueAsync(CancellationToken cancellationToken)
    {
        await alerts.StoreWaitingAsync();
        if (webhook.Webhook is { } target)
        {
            foreach (var alert in await store.ListDueAsync(clock.GetUtcNow(), AtOnce, cancellationToken))
            {
                await SendAsync(target, alert, cancellationToken);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var round = 0; ; round++)
        {
            await signal.WaitAsync(LookInterval, clock, stoppingToken);
            try
            {
                await SendDueAsync(stoppingToken);
                if (round % 1000 == 0)
                {
                    await store.CleanAsync(clock.GetUtcNow() - Kept, stoppingToken);
                }
            }
            catch (Exception exception) when (exception is StorageUnavailableException or DbException)
            {
                // The database is not available: the next round tries again.
                Log.Postponed(log, exception);
            }
        }
    }

    private async Task SendAsync(BudgetWebhook target, BudgetAlert alert, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (now - alert.CreatedAt > GivenUpAfter)
        {
            Log.GivenUp(log, alert.AlertId, alert.Attempts);
            await store.EndAsync(alert.AlertId, cancellationToken);
            return;
        }

        if (!await store.ClaimAsync(alert, now + SendTimeout + PauseAfter(alert.Attempts + 1), cancellationToken))
        {
            return;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = clock.CreateTimer(_ => timeout.Cancel(), null, SendTimeout, Timeout.InfiniteTimeSpan);
        string failure;
        try
        {
            switch (await http.SendAsync(target.Sign(alert.AlertId, alert.Body, now), timeout.Token))
            {
                case OutboundResult.Response { IsSuccess: true }:
                    await store.EndAsync(alert.AlertId, cancellationToken);
                    return;
                case OutboundResult.Response response:
                    failure = $"status {response.Status}";
                    break;
                case OutboundResult.Failure { Fault: var fault }:
                    failure = fault.ToString();
                    break;
                default:
                    throw new InvalidOperationException("There is no other result.");
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            failure = "no answer in time";
        }

        Log.Failed(log, alert.AlertId, alert.Attempts + 1, failure);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook did not take budget alert {AlertId} at try {Attempt} ({Failure}); it is tried again.")]
        public static partial void Failed(ILogger logger, string alertId, int attempt, string failure);

        [LoggerMessage(Level = LogLevel.Error, Message = "The webhook never took budget alert {AlertId}; it is given up after {Attempts} tries.")]
        public static partial void GivenUp(ILogger logger, string alertId, int attempts);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Budget alerts could not be read or stored; the next round tries again.")]
        public static partial void Postponed(ILogger logger, Exception exception);
    }
}
