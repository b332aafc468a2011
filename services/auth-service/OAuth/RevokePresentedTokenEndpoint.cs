using FourRunr.Auth.ClientGrants;
using FourRunr.Auth.Secrets;
using FourRunr.Auth.Tokens;

namespace FourRunr.Auth.OAuth;

internal static class RevokePresentedTokenEndpoint
{
    private const string Reason = "revoked by its holder";

    // RequireAuthorization authenticates a bearer token; AllowAnonymous admits callers who authenticate in the form.
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/revoke", HandleAsync)
        .Accepts<RevocationForm>(OAuthForm.ContentType).IdentifiesCaller(AccessRole.Agent, AccessRole.Admin, AccessRole.Nobody)
        .RequireAuthorization().AllowAnonymous();

    /// <summary>
    /// Revokes the form's <c>token</c> and all tokens before and after it in its rotations (RFC 7009). The caller is an admin, or an agent that
    /// owns the token and authenticates with a client_assertion or with a token of its own. A client that an operator signed in has no credential:
    /// its <c>client_id</c> and the token are enough, and all tokens of the consent end. An unknown token is answered 200 as well.
    /// </summary>
    internal static async Task<Results<Ok, ChallengeHttpResult, ForbidHttpResult, OAuthError>> HandleAsync(
        HttpContext context,
        RevocationCaller callers,
        TokenStore tokens,
        TokenRevoker revoker,
        ClientGrantRevoker clients,
        CancellationToken cancellationToken)
    {
        var (form, unreadable) = await OAuthForm.ReadAsync(context.Request, cancellationToken);
        if (form is null)
        {
            return unreadable!;
        }

        var caller = await callers.IdentifyAsync(form, context.User, cancellationToken);
        switch (caller)
        {
            case RevocationCaller.Outcome.Refused refused:
                return refused.Error;
            case RevocationCaller.Outcome.Anonymous when context.Request.Headers.Authorization.Count == 0:
                if (form["client_id"] is not { } clientId || clientId.StartsWith(GatewayId.Agent, StringComparison.Ordinal))
                {
                    return OAuthError.InvalidClient("Say who you are: send a client_assertion, a token as bearer, or the client_id of a client without a credential.");
                }

                if (form["token"] is not { } held)
                {
                    return OAuthError.InvalidRequest("'token' is missing.");
                }

                await clients.RevokeHeldAsync(clientId, SecretText.Hash(held), cancellationToken);
                return TypedResults.Ok();
            case RevocationCaller.Outcome.Anonymous:
                return TypedResults.Challenge();
            case RevocationCaller.Outcome.NotAllowed:
                return TypedResults.Forbid();
        }

        if (form["token"] is not { } presented)
        {
            return OAuthError.InvalidRequest("'token' is missing.");
        }

        if (presented.Length > BearerToken.MaxLength
            || await tokens.FindByHashAsync(SecretText.Hash(presented), cancellationToken) is not { } token)
        {
            return TypedResults.Ok();
        }

        if (caller is RevocationCaller.Outcome.MayRevokeOwn agent && agent.AgentId != token.AgentId)
        {
            return OAuthError.InvalidGrant("The token was issued to another agent.");
        }

        var actor = caller is RevocationCaller.Outcome.MayRevokeAll ? Actor.Of(context) : null;
        await revoker.RevokeAsync(token.TokenId, Reason, actor, cancellationToken);
        return TypedResults.Ok();
    }
}
