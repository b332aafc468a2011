namespace FourRunr.Auth.Operators;

internal static class DeleteOperatorEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/{operatorId}", HandleAsync)
        .RequireAccess(AccessRole.Admin).Refuses(GatewayErrors.NotFound);

    /// <summary>Revokes an operator's key immediately. This cannot be undone.</summary>
    internal static async Task<Results<NoContent, ProblemResult>> HandleAsync(
        string operatorId, HttpContext context, OperatorEditor operators, CancellationToken cancellationToken) =>
        await operators.RevokeAsync(operatorId, Actor.Of(context), cancellationToken)
            ? TypedResults.NoContent()
            : new ProblemResult(GatewayErrors.NotFound, "There is no operator with this id.");
}
