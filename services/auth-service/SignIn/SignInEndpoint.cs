using FourRunr.Auth.Agents;
using FourRunr.Auth.Clients;
using FourRunr.Auth.Secrets;
using FourRunr.Auth.Tokens;

namespace FourRunr.Auth.SignIn;

internal static class SignInEndpoint
{
    private const int MostAgents = 200;
    private const string WrongKey = "This is not a valid operator key.";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("", HandleAsync);

    /// <summary>
    /// Signs an operator in by the key in the form, then verifies the client, and asks for consent. Only now is a document fetched, and a client
    /// redirected to.
    /// </summary>
    internal static async Task<IResult> HandleAsync(
        HttpRequest request, IBearerIntrospector introspector, ClientDirectory clients, AuthorizationStore authorizations, AgentStore agents,
        TokenMint mint, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (form, refusal) = await SignInForm.ReadAsync(request, mint, cancellationToken);
        if (form is null)
        {
            return refusal!;
        }

        var (asked, unreadable) = AuthorizationRequest.Read(form);
        if (asked is null)
        {
            return SignInPages.Error(StatusCodes.Status400BadRequest, unreadable!);
        }

        if (!RedirectUri.IsValid(asked.RedirectUri))
        {
            return SignInPages.Error(StatusCodes.Status400BadRequest, RedirectUri.Rule);
        }

        var (key, _) = BearerToken.Check(form["operator_key"].ToString().Trim().AsMemory());
        if (key is null || await introspector.IntrospectAsync(key.Value, cancellationToken) is not { Active: true, Kind: PrincipalKind.Operator } caller)
        {
            return SignInPages.SignIn(StatusCodes.Status401Unauthorized, asked, WrongKey);
        }

        if (caller.Role != OperatorRole.Admin.ToWire())
        {
            return SignInPages.SignIn(StatusCodes.Status403Forbidden, asked, "Only operators with role admin may give agents to applications.");
        }

        var (client, problem) = await clients.FindAsync(asked.ClientId, cancellationToken);
        if (client?.MayRedirectTo(asked.RedirectUri) != true)
        {
            return SignInPages.Error(StatusCodes.Status400BadRequest, problem ?? "The redirect URI is not one of the client's.");
        }

        return asked.FaultOf(mint) is { } fault
            ? new ClientRedirect(asked.AnswerUri(mint, new("error", fault.Error), new("error_description", OAuthErrors.Printable(fault.Description))))
            : await AskAsync(client, asked, caller, authorizations, agents, clock, cancellationToken);
    }

    private static async Task<PageResult> AskAsync(
        Client client, AuthorizationRequest asked, IntrospectionResponse caller, AuthorizationStore authorizations, AgentStore agents, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var consent = SecretText.Create(SecretText.Consent);
        var asking = new ChangeOperator(caller.Sub!, caller.Name ?? caller.Sub!, caller.Role);
        await authorizations.AddAsync(SecretText.Hash(consent), asking, client.Name, asked, clock.GetUtcNow(), cancellationToken);
        var choice = await agents.ListActiveAsync(MostAgents + 1, cancellationToken);
        return SignInPages.Ask(client, asked, consent, [.. choice.Take(MostAgents)], isComplete: choice.Count <= MostAgents);
    }
}
