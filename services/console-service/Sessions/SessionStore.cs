using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace FourRunr.WebConsole.Sessions;

/// <summary>The sessions of this process. A session that is removed is over at once, whoever still has its cookie.</summary>
internal sealed class SessionStore(TimeProvider clock) : ITicketStore
{
    /// <summary>The parameter of a sign-in that holds the <see cref="SessionCredential"/> on its way into the store; nothing writes it down.</summary>
    public const string CredentialParameter = "credential";

    /// <summary>The claim with the id of the session.</summary>
    public const string SessionClaim = "session";

    /// <summary>More than any team of operators; beyond it the one that was idle for longest ends.</summary>
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, OperatorSession> _sessions = new(StringComparer.Ordinal);

    /// <returns>Null when there is none, or it is over.</returns>
    public OperatorSession? Find(string id)
    {
        if (!_sessions.TryGetValue(id, out var session))
        {
            return null;
        }

        if (session.IsAlive(clock.GetUtcNow()))
        {
            return session;
        }

        _sessions.TryRemove(id, out _);
        return null;
    }

    /// <summary>The operator did something.</summary>
    public void Touch(string id)
    {
        if (Find(id) is { } session)
        {
            _sessions.TryUpdate(id, session with { UsedAt = clock.GetUtcNow() }, session);
        }
    }

    public void Remove(string id) => _sessions.TryRemove(id, out _);

    public Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        RemoveSuperfluous();
        var now = clock.GetUtcNow();
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var credential = ticket.Properties.GetParameter<SessionCredential>(CredentialParameter) ?? throw new InvalidOperationException("A session needs a credential.");
        ticket.Properties.Parameters.Remove(CredentialParameter);
        ticket.Principal.Identities.First().AddClaim(new(SessionClaim, id));
        var longest = now + OperatorSession.Longest;
        var endsAt = ticket.Properties.ExpiresUtc is { } end && end < longest ? end : longest;
        _sessions[id] = new OperatorSession(id, ticket, credential, endsAt, now);
        return Task.FromResult(id);
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket) => Task.CompletedTask;

    public Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        Touch(key);
        return Task.FromResult(Find(key)?.Ticket);
    }

    public Task RemoveAsync(string key)
    {
        Remove(key);
        return Task.CompletedTask;
    }

    private void RemoveSuperfluous()
    {
        var now = clock.GetUtcNow();
        foreach (var over in _sessions.Values.Where(session => !session.IsAlive(now)))
        {
            Remove(over.Id);
        }

        foreach (var idle in _sessions.Values.OrderBy(session => session.UsedAt).Take(Math.Max(0, _sessions.Count - Most + 1)))
        {
            Remove(idle.Id);
        }
    }
}
