using FourRunr.ToolProxy.Budgets.Alerts;
using FourRunr.ToolProxy.Limits;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>
/// Raises thresholds that were reached and not told: whoever noticed ended before the alert was stored, or could not store it. Any replica does it.
/// </summary>
internal sealed partial class UntoldCrossings(
    IConnectionMultiplexer redis,
    RedisCrossings crossings,
    BudgetReader reader,
    RedisClock redisClock,
    IOptions<LimitOptions> options,
    TimeProvider clock,
    ILogger<UntoldCrossings> log) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Younger ones are with whoever noticed.</summary>
    private static readonly long LeastAge = (long)TimeSpan.FromSeconds(10).TotalMilliseconds;

    public async Task RaiseAsync()
    {
        foreach (var entry in await redis.GetDatabase().HashGetAllAsync(BudgetKeys.Untold).WaitAsync(options.Value.RedisTimeout, clock))
        {
            if (await ReadAsync(entry) is { } crossing && redisClock.Now - crossing.At >= LeastAge)
            {
                await crossings.RaiseAsync([crossing]);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Interval, clock, stoppingToken);
            try
            {
                await RaiseAsync();
            }
            catch (Exception exception) when (Outage.IsOne(exception) || exception is DependencyUnavailableException)
            {
                Log.Postponed(log, exception);
            }
        }
    }

    /// <returns>Null while the account is not on the list of accounts: its next call puts it there.</returns>
    private async Task<BudgetCrossing?> ReadAsync(HashEntry entry)
    {
        if (entry.Name.ToString().Split(' ', 3) is not [var percent, _, var account]
            || !account.StartsWith(BudgetKeys.Accounts, StringComparison.Ordinal)
            || entry.Value.ToString().Split(' ') is not [var at, var spent]
            || await reader.FindAsync(account[BudgetKeys.Accounts.Length..]) is not { } budget)
        {
            return null;
        }

        var moment = long.Parse(at, CultureInfo.InvariantCulture);
        return new BudgetCrossing(
            budget, int.Parse(percent, CultureInfo.InvariantCulture), budget.Window.StretchAt(moment), long.Parse(spent, CultureInfo.InvariantCulture), moment);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Budget alerts that were not told cannot be looked at; it is tried again.")]
        public static partial void Postponed(ILogger logger, Exception exception);
    }
}
