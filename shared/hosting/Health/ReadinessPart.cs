using FourRunr.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FourRunr.Hosting.Health;

/// <summary>
/// One part of readiness. Asked once for all who want to know at the same time, and not again while its answer is fresh: anybody may ask
/// for readiness as often as they like.
/// </summary>
/// <param name="freshFor">How long an answer is believed; zero for what costs nothing to ask.</param>
internal sealed partial class ReadinessPart(
    string name, TimeSpan freshFor, Func<IServiceProvider, CancellationToken, Task<bool>> isWell,
    IServiceScopeFactory scopes, TimeProvider clock, ILogger<ReadinessPart> log) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<bool>? _answer;
    private long _answeredAt;
    private bool? _wasWell;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await FreshAnswer().WaitAsync(cancellationToken) ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus);

    private Task<bool> FreshAnswer()
    {
        lock (_gate)
        {
            if (_answer is null || (_answer.IsCompleted && clock.GetElapsedTime(Volatile.Read(ref _answeredAt)) >= freshFor))
            {
                // It belongs to all who wait for it, not to the request that happened to ask first.
                using var _ = ExecutionContext.SuppressFlow();
                _answer = Task.Run(AskAsync);
            }

            return _answer;
        }
    }

    private async Task<bool> AskAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        var well = false;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            well = await isWell(scope.ServiceProvider, deadline.Token).WaitAsync(deadline.Token);
        }
        catch (Exception exception) when (exception is StorageUnavailableException or OperationCanceledException)
        {
            // Not well, which is the answer.
        }
        catch (Exception exception)
        {
            Log.Mistake(log, name, exception);
        }

        Volatile.Write(ref _answeredAt, clock.GetTimestamp());
        if (_wasWell == true && !well)
        {
            Log.Away(log, name);
        }
        else if (_wasWell == false && well)
        {
            Log.Back(log, name);
        }

        _wasWell = well;
        return well;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Readiness: the part '{Part}' cannot serve.")]
        public static partial void Away(ILogger logger, string part);

        [LoggerMessage(Level = LogLevel.Error, Message = "Readiness: the part '{Part}' could not be asked.")]
        public static partial void Mistake(ILogger logger, string part, Exception exception);

        [LoggerMessage(Level = LogLevel.Information, Message = "Readiness: the part '{Part}' can serve again.")]
        public static partial void Back(ILogger logger, string part);
    }
}
