using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// Begins an outage of Redis when somebody notices it. While it lasts, asks Redis again and again, so that no call waits for it; when it is back, tells it
/// of what happened meanwhile.
/// </summary>
/// <param name="subject">For the log, e.g. <c>limits</c>.</param>
internal abstract partial class OutageProbe(
    string subject, Outage outage, LocalShare share, IOutageMetrics metrics, IOptions<LimitOptions> options, TimeProvider clock, ILogger log)
    : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    public Outage Outage { get; } = outage;

    public bool IsDegraded => !Outage.IsOver;

    protected LocalShare Share { get; } = share;

    protected LimitOptions Options => options.Value;

    protected TimeProvider Clock { get; } = clock;

    public void Degrade(Exception exception)
    {
        if (Outage.TryBegin())
        {
            metrics.Degraded();
            Log.Degraded(log, exception.GetType().Name, subject, Share.Replicas);
            _ = ProbeUntilBackAsync(_stopping.Token);
        }
    }

    /// <summary>Connects before the first call: a slow first call would look like an outage.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(cancellationToken);
        }
        catch (Exception exception) when (Outage.IsOne(exception))
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

        GC.SuppressFinalize(this);
    }

    protected abstract Task AskAsync(CancellationToken cancellationToken);

    /// <summary>Tells Redis of what happened meanwhile; once more when the outage is over.</summary>
    protected abstract Task TellAsync(CancellationToken cancellationToken);

    /// <summary>What is left to do after that.</summary>
    protected virtual Task SettleAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task ProbeUntilBackAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(Options.ProbeInterval, Clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await AskAsync(stopping);
                await TellAsync(stopping);
                metrics.Restored();
                Log.Restored(log, subject);
                Outage.End();
                await TellAsync(stopping);
                await SettleAsync(stopping);
                return;
            }
            catch (Exception exception) when (Outage.IsOne(exception) || stopping.IsCancellationRequested)
            {
                // Redis is still not available, or this process stops: the loop's condition decides.
                if (Outage.IsOver)
                {
                    return;
                }
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning,
            Message = "Redis does not answer ({Reason}); until it does, {Subject} use the local share, 1 of {Replicas}.")]
        public static partial void Degraded(ILogger logger, string reason, string subject, int replicas);

        [LoggerMessage(Level = LogLevel.Information, Message = "Redis answers again; all replicas share their {Subject}.")]
        public static partial void Restored(ILogger logger, string subject);
    }
}

internal interface IOutageMetrics
{
    void Degraded();

    void Restored();
}
