namespace FourRunr.ToolProxy.Budgets.Alerts;

/// <summary>There is an alert to send.</summary>
internal sealed class BudgetAlertSignal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);

    public void Set()
    {
        try
        {
            _set.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is set already.
        }
    }

    /// <summary>Returns when it is set, at the latest after the time.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = clock.CreateTimer(_ => wait.Cancel(), null, longest, Timeout.InfiniteTimeSpan);
        try
        {
            await _set.WaitAsync(wait.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It was not set.
        }
    }

    public void Dispose() => _set.Dispose();
}

/// <param name="Webhook">Null if alerts are only logged and counted.</param>
internal sealed record BudgetWebhookSetting(BudgetWebhook? Webhook);
