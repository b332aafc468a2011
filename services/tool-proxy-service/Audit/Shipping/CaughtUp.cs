namespace FourRunr.ToolProxy.Audit.Shipping;

/// <summary>Those who wait until the rows up to a certain one have arrived.</summary>
internal sealed class CaughtUp
{
    private readonly Lock _lock = new();
    private readonly List<(long Seq, TaskCompletionSource Arrived)> _waiting = [];
    private long _reached;

    public Task Until(long seq)
    {
        lock (_lock)
        {
            if (seq <= _reached)
            {
                return Task.CompletedTask;
            }

            var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((seq, arrived));
            return arrived.Task;
        }
    }

    public void Reached(long seq)
    {
        lock (_lock)
        {
            _reached = seq;
            _waiting.RemoveAll(waiter => waiter.Seq <= seq && waiter.Arrived.TrySetResult());
        }
    }

    /// <summary>They need not wait longer: it cannot be done now.</summary>
    public void Fail(Exception exception)
    {
        lock (_lock)
        {
            _waiting.ForEach(waiter => waiter.Arrived.TrySetException(exception));
            _waiting.Clear();
        }
    }
}
