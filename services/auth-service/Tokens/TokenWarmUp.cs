namespace FourRunr.Auth.Tokens;

/// <summary>
/// Creates and verifies one token before the service listens. Otherwise the first request would wait while the cryptography is loaded and
/// compiled, longer than the timeout of the other services.
/// </summary>
internal sealed class TokenWarmUp(TokenMint mint, TokenVerifier verifier, TokenStore tokens, TimeProvider clock) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // This token is not in the registry, so nobody could use it.
        var grant = new TokenGrant(GatewayId.New(GatewayId.Token, clock), "warm-up", [], [], now, now.AddSeconds(1));
        await verifier.VerifyAsync(mint.Mint(grant, role: "warm-up"), cancellationToken);
        await tokens.FindStateAsync(grant.TokenId, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
