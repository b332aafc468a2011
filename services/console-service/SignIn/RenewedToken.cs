using FourRunr.WebConsole.Sessions;

namespace FourRunr.WebConsole.SignIn;

/// <summary>An access token that is renewed with a refresh token (RFC 6749, section 6) a little before it ends.</summary>
internal sealed class RenewedToken(TokenSet first, TokenRenewal renewal, TimeProvider clock) : SessionCredential
{
    /// <summary>A request that is sent with it must not meet its end on the way.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(1);

    private readonly Lock _starting = new();
    private Task _renewing = Task.CompletedTask;
    private volatile TokenSet _tokens = first;
    private volatile bool _isOver;

    public override bool IsOver => _isOver;

    public override async ValueTask<string?> GetAsync(CancellationToken cancellationToken)
    {
        if (!IsFresh && !_isOver)
        {
            await RenewOnce().WaitAsync(cancellationToken);
        }

        return !_isOver && clock.GetUtcNow() < _tokens.EndsAt ? _tokens.AccessToken : null;
    }

    private bool IsFresh => clock.GetUtcNow() < _tokens.EndsAt - Early;

    /// <returns>The renewal that is under way. Whoever waits for it may leave: a refresh token that was used is good no more, so its answer must be taken.</returns>
    private Task RenewOnce()
    {
        lock (_starting)
        {
            if (_renewing.IsCompleted && !IsFresh && !_isOver)
            {
                _renewing = RenewAsync();
            }

            return _renewing;
        }
    }

    private async Task RenewAsync()
    {
        switch (await renewal.RenewAsync(_tokens))
        {
            case TokenRenewal.Renewed { Tokens: var tokens }:
                _tokens = tokens;
                break;
            case TokenRenewal.Refused:
                _isOver = true;
                break;
            case TokenRenewal.Away:
                // Until the token ends it is good, and the next request tries again.
                break;
        }
    }
}

/// <param name="EndsAt">Of the access token.</param>
internal sealed record TokenSet(string AccessToken, string RefreshToken, DateTimeOffset EndsAt);
