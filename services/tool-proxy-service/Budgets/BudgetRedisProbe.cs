using FourRunr.ToolProxy.Limits;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>Whether Redis is away for the budgets. While it is, asks it again and again; when it is back, tells it of everything that happened.</summary>
internal sealed partial class BudgetRedisProbe(
    IConnectionMultiplexer redis,
    BudgetRebuilder rebuilder,
    BudgetOutage outage,
    BudgetClock budgetClock,
    LocalShare replicas,
    BudgetMetrics metrics,
    IOptions<LimitOptions> options,
    TimeProvider clock,
    ILogger<BudgetRedisProbe> log) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    public Outage Outage => outage.Outage;

    public bool IsDegraded => !outage.Outage.IsOver;

    public void Degrade(Exception exception)
    {
        if (outage.Outage.TryBegin())
        {
            metrics.Degraded();
            Log.Degraded(log, exception.GetType().Name, replicas.Replicas);
            _ = ProbeUntilBackAsync(_stopping.Token);
        }
    }

    /// <summary>Connects before the first call: a slow first call would look like an outage.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync();
        }
        catch (Exception exception) when (Limits.Outage.IsOne(exception))
        {
            Degrade(exception);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        // The container registers it under several types, and disposes it for each.
        if (!_stopping.IsCancellationRequested)
        {
            _stopping.Cancel();
            _stopping.Dispose();
        }
    }

    /// <summary>Also reads Redis' clock.</summary>
    private async Task AskAsync()
    {
        var stamp = budgetClock.Stamp;
        var time = (RedisResult[])(await redis.GetDatabase().ExecuteAsync("TIME").WaitAsync(options.Value.RedisTimeout, clock))!;
        budgetClock.Observe(((long)time[0] * 1000) + ((long)time[1] / 1000), stamp);
    }

    private async Task ProbeUntilBackAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(options.Value.ProbeInterval, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await AskAsync();
                await rebuilder.TellAsync();
                metrics.Restored();
                Log.Restored(log);
                outage.Outage.End();
                // What happened meanwhile.
                await rebuilder.TellAsync();
                // By then the other replicas have rebuilt their accounts, or will find the ends of these calls on record.
                await Task.Delay(options.Value.QuotaSettling, clock, stopping);
                await rebuilder.TellAllAsync();
                return;
            }
            catch (Exception exception) when (Limits.Outage.IsOne(exception) || stopping.IsCancellationRequested)
            {
                // Redis is still not available, or this process stops: the loop's condition decides.
                if (outage.Outage.IsOver)
                {
                    return;
                }
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning,
            Message = "Redis does not answer ({Reason}); until it does, budgets use the local share, 1 of {Replicas}.")]
        public static partial void Degraded(ILogger logger, string reason, int replicas);

        [LoggerMessage(Level = LogLevel.Information, Message = "Redis answers again; all replicas share their budgets.")]
        public static partial void Restored(ILogger logger);
    }
}
