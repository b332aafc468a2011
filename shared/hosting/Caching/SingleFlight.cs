using System.Collections.Concurrent;

namespace FourRunr.Hosting.Caching;

/// <summary>Work that several callers need at the same time runs once; all of them get its result or its exception.</summary>
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
    /// <param name="work">Starts on the caller's stack; its exceptions must be in its task.</param>
    /// <param name="cancellationToken">Ends the wait, not the work.</param>
    public Task<TResult> RunAsync<TResult>(TKey key, Func<Task<TResult>> work, CancellationToken cancellationToken)
    {
        var own = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = (Task<TResult>)_running.GetOrAdd(key, own.Task);
        if (running == own.Task)
        {
            // From here on other callers find it.
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
