using Microsoft.AspNetCore.Authentication;

namespace FourRunr.WebConsole.Sessions;

/// <summary>An operator who is signed in. The credential never leaves this process but to the front door.</summary>
/// <param name="Id">What the cookie holds, and nothing else.</param>
/// <param name="Credential">The operator's key.</param>
internal sealed record OperatorSession(string Id, AuthenticationTicket Ticket, string Credential, DateTimeOffset StartedAt, DateTimeOffset UsedAt)
{
    /// <summary>After this it ends in any case.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    /// <summary>After this without a click or a key it ends.</summary>
    public static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(30);

    public bool IsAlive(DateTimeOffset now) => now < StartedAt + Longest && now < UsedAt + LongestIdle;
}
