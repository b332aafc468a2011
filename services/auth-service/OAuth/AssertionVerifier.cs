using FourRunr.Auth.Agents;
using FourRunr.Auth.Tokens;

namespace FourRunr.Auth.OAuth;

/// <summary>
/// Authenticates an agent by a JWT that it signed with its own key (private_key_jwt, RFC 7523 section 3). Before the signature is verified,
/// all failures have the same error; after it, the error says what to correct.
/// </summary>
internal sealed class AssertionVerifier(AgentStore agents, TokenMint mint, GatewaySettings settings, TimeProvider clock)
{
    public const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private const int LongestJti = 128;
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);

    /// <returns>The verified assertion, or the refusal.</returns>
    public async Task<(VerifiedAssertion? Assertion, OAuthError? Error)> VerifyAsync(OAuthForm form, CancellationToken cancellationToken)
    {
        if (form["client_assertion_type"] != AssertionType || form["client_assertion"] is not { } text)
        {
            return (null, OAuthError.InvalidClient($"Send client_assertion and client_assertion_type={AssertionType}."));
        }

        if (!ClientAssertion.TryRead(text, out var assertion)
            || assertion.Text("sub") is not { } agentId
            || !IsPlain(agentId)
            || assertion.Text("iss") != agentId
            || (form["client_id"] is { } clientId && clientId != agentId)
            || await agents.FindSignerAsync(agentId, cancellationToken) is not { } agent
            || !assertion.IsSignedBy(agent.PublicKey))
        {
            return (null, OAuthError.InvalidClient("The client assertion is not valid."));
        }

        if (FaultOf(assertion) is { } fault)
        {
            return (null, OAuthError.InvalidClient(fault));
        }

        return agent.Status == AgentStatus.Suspended
            ? (null, OAuthError.SuspendedClient())
            : (new VerifiedAssertion(
                agentId, agent.Role, agent.Tags, assertion.Text("jti")!, assertion.Moment("exp")!.Value + TokenLife.Skew), null);
    }

    private string? FaultOf(ClientAssertion assertion)
    {
        var now = clock.GetUtcNow();
        return assertion switch
        {
            _ when !assertion.Audiences().Any(IsUs) => $"aud must be {mint.Issuer} or {mint.Issuer}/oauth2/token.",
            _ when assertion.Moment("exp") is not { } end => "exp must be given, in Unix seconds.",
            _ when assertion.Moment("exp") <= now - TokenLife.Skew => "The client assertion has expired.",
            _ when assertion.Moment("exp") > now + LongestLife + TokenLife.Skew => "exp must be at most 5 minutes ahead.",
            _ when IsLater(assertion, "nbf", now) || IsLater(assertion, "iat", now) =>
                "nbf and iat must be Unix seconds and not in the future.",
            _ when assertion.Text("jti") is not { Length: >= 1 and <= LongestJti } jti || !IsPlain(jti) =>
                $"jti must be 1 to {LongestJti} printable ASCII characters, different in every assertion.",
            _ => null,
        };
    }

    private static bool IsLater(ClientAssertion assertion, string claim, DateTimeOffset now) =>
        assertion.Has(claim) && !(assertion.Moment(claim) <= now + TokenLife.Skew);

    private bool IsUs(string? audience)
    {
        string[] urls = [mint.Issuer, settings.AuthUrl.GetLeftPart(UriPartial.Authority)];
        return urls.Any(url => audience == url || audience == $"{url}/oauth2/token");
    }

    private static bool IsPlain(string text) => text.All(character => character is >= ' ' and <= '~');
}
