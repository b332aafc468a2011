using FourRunr.Auth.Agents;
using FourRunr.Auth.Secrets;
using FourRunr.Auth.SecurityEvents;
using FourRunr.Auth.Tokens;
using FourRunr.Hosting.Correlation;

namespace FourRunr.Auth.SignIn;

internal static class ConsentEndpoint
{
    private const string Gone = "This consent was given or refused before, or it took too long. Start again in the application.";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/consent", HandleAsync);

    /// <summary>Takes the operator's decision, once, and sends the browser back to the client with a code or a refusal.</summary>
    internal static async Task<IResult> HandleAsync(
        HttpRequest request, AuthorizationStore authorizations, AgentStore agents, SecurityEventLog events, TokenMint mint, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var (form, refusal) = await SignInForm.ReadAsync(request, mint, cancellationToken);
        if (form is null)
        {
            return refusal!;
        }

        var consent = SecretText.Hash(form["consent"].ToString());
        if (await authorizations.FindUndecidedAsync(consent, clock.GetUtcNow(), cancellationToken) is not { } waiting)
        {
            return SignInPages.Error(StatusCodes.Status400BadRequest, Gone);
        }

        if (form["decision"].ToString() != "allow")
        {
            return await authorizations.DenyAsync(consent, clock.GetUtcNow(), cancellationToken)
                ? new ClientRedirect(waiting.ToRequest().AnswerUri(mint, new("error", "access_denied"), new("error_description", "The operator refused.")))
                : SignInPages.Error(StatusCodes.Status400BadRequest, Gone);
        }

        var agentId = form["other_agent_id"].ToString().Trim() is { Length: > 0 } other ? other : form["agent_id"].ToString();
        if (!agentId.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
            || await agents.FindAsync(agentId, cancellationToken) is not { Status: AgentStatus.Active } agent)
        {
            return SignInPages.Error(StatusCodes.Status400BadRequest, "There is no active agent with this id. Go back and choose one.");
        }

        var code = SecretText.Create(SecretText.Code);
        // Only an admin gets as far as here.
        var actor = new Actor(
            new ChangeOperator(waiting.OperatorId, waiting.OperatorName, OperatorRole.Admin.ToWire()), CorrelationId.Of(request.HttpContext));
        var change = new Change(
            ChangeActions.ClientAuthorized,
            new ChangeSubject(ChangeSubjects.Client, waiting.ClientId, waiting.ClientName, agentId),
            Detail: Change.Details(("agent", agent.Name), ("scope", waiting.Scope), ("resource", waiting.Resource)));
        if (!await authorizations.AllowAsync(consent, agentId, SecretText.Hash(code), clock.GetUtcNow(), actor, change, cancellationToken))
        {
            return SignInPages.Error(StatusCodes.Status400BadRequest, Gone);
        }

        await events.ClientAuthorizedAsync(agentId, waiting.ClientId, waiting.OperatorId, cancellationToken);
        return new ClientRedirect(waiting.ToRequest().AnswerUri(mint, new KeyValuePair<string, string?>("code", code)));
    }
}
