using Microsoft.AspNetCore.Authentication;

namespace FourRunr.WebConsole.Sessions;

/// <summary>An operator who is signed in. The credential never leaves this process but to the front door.</summary>
/// <param name="Id">What the cookie holds, and nothing else.</param>
/// <param name="Credential">The operator's key, or access token.</param>
/// <param name="EndsAt">In any case: at most <see cref="Longest"/> after the sign-in, and with the access token.</param>
internal sealed record OperatorSession(string Id, AuthenticationTicket Ticket, string Credential, DateTimeOffset EndsAt, DateTimeOffset UsedAt)
{
    /// <summary>The longest session.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    /// <summary>After this without a click or a key it ends.</summary>
    public static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(30);

    public bool IsAlive(DateTimeOffset now) => now < EndsAt && now < UsedAt + LongestIdle;
}
