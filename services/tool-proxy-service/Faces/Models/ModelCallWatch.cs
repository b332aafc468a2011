using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Faces.Models;

/// <summary>An answer may take ten minutes: while it does, the caller's token is checked each second, and the call ends when the token does.</summary>
internal sealed class ModelCallWatch(AgentIdentifier agents, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <param name="over">Cancelled when the token has ended; cancelled by others when the call has.</param>
    /// <returns>Why the call was ended; null if it ended by itself.</returns>
    public async Task<Refusal?> WatchAsync(Credential credential, CancellationTokenSource over)
    {
        if (credential.Token is null)
        {
            return null;
        }

        using var timer = new PeriodicTimer(Interval, clock);
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
}
