using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Faces.Models;

/// <summary>An answer may take ten minutes: while it does, the caller's token is checked each second, and the call ends when the token does.</summary>
internal sealed class ModelCallWatch(AgentIdentifier agents, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <param name="over">Cancelled when the token has ended.</param>
    public Watching Watch(Credential credential, CancellationTokenSource over)
    {
        var timer = new PeriodicTimer(Interval, clock);
        return new Watching(timer, over, credential.Token is null ? Task.FromResult<Refusal?>(null) : WatchAsync(credential, timer, over));
    }

    private async Task<Refusal?> WatchAsync(Credential credential, PeriodicTimer timer, CancellationTokenSource over)
    {
        try
        {
            while (await timer.WaitForNextTickAsync(over.Token))
            {
                if (!(await agents.IdentifyAsync(credential, over.Token)).TryGet(out _, out var refusal))
                {
                    await over.CancelAsync();
                    return refusal;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (DependencyUnavailableException exception)
        {
            // A token that cannot be checked does not count as valid.
            await over.CancelAsync();
            return Refusal.Unavailable(exception.Dependency, mayHaveActed: true);
        }

        return null;
    }

    /// <summary>A call that is watched.</summary>
    internal sealed class Watching(PeriodicTimer timer, CancellationTokenSource over, Task<Refusal?> watching) : IDisposable
    {
        /// <summary>
        /// The call has ended. The wait for the next check ends with its timer: cancelled, it would throw, and an exception with its stack costs more than
        /// all else at the end of a call.
        /// </summary>
        /// <returns>Why the call was ended; null if it ended by itself.</returns>
        public async Task<Refusal?> EndAsync()
        {
            timer.Dispose();
            if (!watching.IsCompleted)
            {
                // The token is being checked.
                await over.CancelAsync();
            }

            return await watching;
        }

        public void Dispose() => timer.Dispose();
    }
}
