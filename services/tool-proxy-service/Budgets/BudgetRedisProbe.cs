using FourRunr.ToolProxy.Limits;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>Whether Redis is away for the budgets.</summary>
internal sealed class BudgetRedisProbe(
    IConnectionMultiplexer redis, BudgetRebuilder rebuilder, BudgetOutage outage, RedisClock redisClock, LocalShare share, BudgetMetrics metrics,
    IOptions<LimitOptions> options, TimeProvider clock, ILogger<BudgetRedisProbe> log)
    : OutageProbe("budgets", outage.Outage, share, metrics, options, clock, log)
{
    /// <summary>Also reads Redis' clock.</summary>
    protected override async Task AskAsync(CancellationToken cancellationToken)
    {
        var stamp = redisClock.Stamp;
        var time = (RedisResult[])(await redis.GetDatabase().ExecuteAsync("TIME").WaitAsync(Options.RedisTimeout, Clock, cancellationToken))!;
        redisClock.Observe(((long)time[0] * 1000) + ((long)time[1] / 1000), stamp);
    }

    protected override Task TellAsync(CancellationToken cancellationToken) => rebuilder.TellAsync();

    /// <summary>By then the other replicas have rebuilt their accounts, or will find the ends of these calls on record.</summary>
    protected override async Task SettleAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Options.QuotaSettling, Clock, cancellationToken);
        await rebuilder.TellAllAsync();
    }
}
