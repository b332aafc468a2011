namespace FourRunr.WebConsole.Sessions;

/// <summary>What a session asks the gateway with. It never leaves this process but to the front door.</summary>
internal abstract class SessionCredential
{
    /// <summary>Whether it can no longer be had, so that the session is over.</summary>
    public virtual bool IsOver => false;

    /// <returns>Null when there is none now.</returns>
    public abstract ValueTask<string?> GetAsync(CancellationToken cancellationToken);
}

/// <summary>An operator's key, or an access token that nothing renews.</summary>
internal sealed class FixedCredential(string credential) : SessionCredential
{
    public override ValueTask<string?> GetAsync(CancellationToken cancellationToken) => new(credential);
}
