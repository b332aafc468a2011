namespace FourRunr.Auth.Operators;

internal static class ListOperatorsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", HandleAsync).RequireAccess(AccessRole.Auditor);

    /// <summary>Lists all operators, also revoked ones, newest first.</summary>
    internal static async Task<Results<Ok<Page<OperatorResponse>>, ProblemResult>> HandleAsync(
        [AsParameters] PageQuery page, OperatorStore operators, CancellationToken cancellationToken) =>
        page.Refusal is { } refusal ? refusal : TypedResults.Ok(await operators.ListAsync(page, cancellationToken));
}
