using System.Collections.Concurrent;

namespace FourRunr.Hosting.Caching;

/// <summary>Work that many calls need at once is done once; all of them get its end, or its failure.</summary>
public sealed class SingleFlight<TKey>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Task> _running = new();

    /// <param name="cancellationToken">Ends the wait, not the work.</param>
    public Task RunAsync(TKey key, Func<Task> work, CancellationToken cancellationToken) => RunAsync(
        key,
        async () =>
        {
            await work();
            return true;
        },
        cancellationToken);

    /// <typeparam name="TResult">The same for all work under the same key.</typeparam>
    /// <param name="work">Begins on the caller's stack; whatever it throws is in its task.</param>
    /// <param name="cancellationToken">Ends the wait, not the work.</param>
    public Task<TResult> RunAsync<TResult>(TKey key, Func<Task<TResult>> work, CancellationToken cancellationToken)
    {
        var own = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = (Task<TResult>)_running.GetOrAdd(key, own.Task);
        if (running == own.Task)
        {
            // Found by others from here on, so it may begin on the caller's stack.
            _ = CompleteAsync(key, work, own);
        }

        return running.WaitAsync(cancellationToken);
    }

    /// <summary>Completes, without failing, when no work runs under the key.</summary>
    public async Task IdleAsync(TKey key)
    {
        while (_running.TryGetValue(key, out var work))
        {
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CompleteAsync<TResult>(TKey key, Func<Task<TResult>> work, TaskCompletionSource<TResult> own)
    {
        var ended = work();
        await ((Task)ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _running.TryRemove(key, out _);
        own.SetFromTask(ended);
    }
}
