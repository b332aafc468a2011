using FourRunr.Hosting.Queries;
using FourRunr.Hosting.Secrets;
using FourRunr.ToolProxy.Identity;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.Budgets;

internal static class ListBudgetsEndpoint
{
    private const string OfAgent = "agent:";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/budgets", HandleAsync).WithName("ListBudgets").WithTags("Budgets")
        .AllowAnonymous().IdentifiesCaller(AccessRole.Agent, AccessRole.Auditor).Refuses(GatewayErrors.RateLimited, GatewayErrors.AccessDenied);

    /// <summary>
    /// Lists budgets as they are now. An agent sees the accounts that its calls may count against. An operator sees all accounts that were used lately.
    /// </summary>
    /// <param name="agentId">Operators only: the agent's own accounts. Those that it shares with others are left out.</param>
    internal static async Task<Results<Ok<BudgetListResponse>, ProblemResult>> HandleAsync(
        HttpContext context,
        [FromQuery(Name = "agent_id")] string? agentId,
        IBearerIntrospector introspector,
        GatewaySecrets secrets,
        AgentIdentifier agents,
        IAgentBudgets budgets,
        IBudgetLedger ledger,
        CancellationToken cancellationToken)
    {
        var query = QueryParameters.OfSignature(context.GetEndpoint());
        var (token, missing) = BearerToken.Read(context.Request);
        if (token is { } presented && !secrets.IsServiceKey(presented.Span)
            && await introspector.IntrospectAsync(presented, cancellationToken) is { Active: true, Kind: PrincipalKind.Operator, Aud: null })
        {
            if (query?.Check(context.Request) is { } wrong)
            {
                return wrong;
            }

            return TypedResults.Ok(ToResponse((await ledger.ListAsync(cancellationToken))
                .Where(status => agentId is null || status.State.Budget.Holder == $"{OfAgent}{agentId}")));
        }

        if (!(await agents.IdentifyAsync(new Credential(token, missing), cancellationToken)).TryGet(out var agent, out var refusal))
        {
            return refusal.ToProblem();
        }

        if (query?.Check(context.Request) is { } unknown)
        {
            return unknown;
        }

        if (agentId is not null && agentId != agent.AgentId)
        {
            return new ProblemResult(GatewayErrors.AccessDenied, "An agent sees its own budgets only.");
        }

        return (await budgets.ListAsync(agent, cancellationToken)).TryGet(out var applying, out refusal)
            ? TypedResults.Ok(ToResponse(await ledger.ReadAsync(applying, cancellationToken)))
            : refusal.ToProblem();
    }

    private static BudgetListResponse ToResponse(IEnumerable<BudgetStatus> accounts) => new([.. accounts.Select(account => account.ToResponse())]);
}
