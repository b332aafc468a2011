namespace FourRunr.ToolProxy.Audit.Shipping;

/// <summary>Callers that wait until a row of the journal is in the database.</summary>
internal sealed class ShipmentWaiters
{
    private readonly Lock _lock = new();
    private readonly List<(long Seq, TaskCompletionSource Shipped)> _waiting = [];
    private long _shipped;

    public Task WaitAsync(long seq)
    {
        lock (_lock)
        {
            if (seq <= _shipped)
            {
                return Task.CompletedTask;
            }

            var shipped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((seq, shipped));
            return shipped.Task;
        }
    }

    /// <summary>Every row up to this one is in the database.</summary>
    public void Complete(long seq)
    {
        lock (_lock)
        {
            _shipped = seq;
            _waiting.RemoveAll(waiter => waiter.Seq <= seq && waiter.Shipped.TrySetResult());
        }
    }

    /// <summary>The database is not available: nobody waits any longer.</summary>
    public void Fail(Exception exception)
    {
        lock (_lock)
        {
            _waiting.ForEach(waiter => waiter.Shipped.TrySetException(exception));
            _waiting.Clear();
        }
    }
}
