using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FourRunr.Hosting.Health;

/// <summary>
/// One part of readiness. Requests at the same time share one check, and its result is reused while fresh, because anyone may ask for
/// readiness as often as they like.
/// </summary>
/// <param name="freshFor">How long a result is reused; zero for a check that costs nothing.</param>
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
                // All requests share the check, so it must not run in the context of the first.
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
            // The part cannot serve.
        }
        catch (Exception exception)
        {
            Log.Failed(log, name, exception);
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

        [LoggerMessage(Level = LogLevel.Error, Message = "Readiness: the check of the part '{Part}' failed.")]
        public static partial void Failed(ILogger logger, string part, Exception exception);

        [LoggerMessage(Level = LogLevel.Information, Message = "Readiness: the part '{Part}' can serve again.")]
        public static partial void Back(ILogger logger, string part);
    }
}
