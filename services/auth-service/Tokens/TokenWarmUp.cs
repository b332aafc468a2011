using FourRunr.Contracts;

namespace FourRunr.Auth.Tokens;

/// <summary>
/// Makes and checks one token before the service listens. The first agent would otherwise wait for the cryptography to be
/// loaded and compiled, longer than the other services wait for an answer.
/// </summary>
internal sealed class TokenWarmUp(TokenMint mint, TokenVerifier verifier, TokenStore tokens, TimeProvider clock) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // In no registry, so it is good for nothing; its text is never seen.
        var grant = new TokenGrant(GatewayId.New(GatewayId.Token, clock), "warm-up", [], [], now, now.AddSeconds(1));
        await verifier.VerifyAsync(mint.Mint(grant, role: "warm-up"), cancellationToken);
        await tokens.FindStandingAsync(grant.TokenId, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
