using Microsoft.AspNetCore.Authentication;

namespace FourRunr.WebConsole.Sessions;

/// <summary>An operator who is signed in.</summary>
/// <param name="Id">What the cookie holds, and nothing else.</param>
/// <param name="EndsAt">In any case: at most <see cref="Longest"/> after the sign-in, and with an access token that is not renewed.</param>
internal sealed record OperatorSession(string Id, AuthenticationTicket Ticket, SessionCredential Credential, DateTimeOffset EndsAt, DateTimeOffset UsedAt)
{
    /// <summary>The longest session.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    /// <summary>After this without a click or a key it ends.</summary>
    public static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(30);

    public bool IsAlive(DateTimeOffset now) => !Credential.IsOver && now < EndsAt && now < UsedAt + LongestIdle;
}
