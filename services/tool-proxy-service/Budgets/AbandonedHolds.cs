using System.Data.Common;
using FourRunr.Hosting.Background;
using FourRunr.ToolProxy.Limits;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>
/// Gives back what calls hold that a process which ended has not announced: their tools were not asked. Only the next process with the same journal can
/// know, because announcements are there first; until it starts, or without it, such holds become spent when their time is over. Once after the start.
/// </summary>
internal sealed partial class AbandonedHolds(
    BudgetScripts scripts,
    ISpendHistory history,
    IHostApplicationLifetime lifetime,
    IOptions<LimitOptions> options,
    TimeProvider clock,
    ILogger<AbandonedHolds> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <returns>How many calls were released.</returns>
    /// <exception cref="StorageUnavailableException">The records cannot be read.</exception>
    public async Task<int> ReleaseAsync(CancellationToken cancellationToken)
    {
        var left = await InTimeAsync(scripts.ListLeftAsync());
        if (left.Count == 0)
        {
            return 0;
        }

        var charged = await history.FindChargedAsync([.. left.Select(call => call.CallId)], cancellationToken);
        var released = 0;
        foreach (var call in left)
        {
            if (charged.Contains(call.CallId))
            {
                await InTimeAsync(scripts.ForgetAsync(call));
                continue;
            }

            await InTimeAsync(scripts.ReleaseAsync(call));
            released++;
        }

        return released;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The journal is opened before.
        await lifetime.WaitForStartAsync(stoppingToken);
        while (true)
        {
            try
            {
                if (await ReleaseAsync(stoppingToken) is > 0 and var released)
                {
                    Log.Released(log, released);
                }

                return;
            }
            catch (Exception exception) when (exception is StorageUnavailableException or DbException || Outage.IsOne(exception))
            {
                Log.Postponed(log, exception);
            }

            await Task.Delay(Pause, clock, stoppingToken);
        }
    }

    private Task<T> InTimeAsync<T>(Task<T> work) => work.WaitAsync(options.Value.RedisTimeout, clock);

    private Task InTimeAsync(Task work) => work.WaitAsync(options.Value.RedisTimeout, clock);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "What {Count} calls held that the process before did not announce is given back.")]
        public static partial void Released(ILogger logger, int count);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Holds that the process before may have left cannot be looked at; it is tried again.")]
        public static partial void Postponed(ILogger logger, Exception exception);
    }
}
