using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Auth.Operators;

internal static class CreateOperatorEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/", HandleAsync).RequireAccess(AccessRole.Admin);

    /// <summary>Creates an operator and its API key. The key is only in this response.</summary>
    internal static async Task<Created<OperatorResponse>> HandleAsync(
        [FromBody] CreateOperatorRequest request, HttpContext context, OperatorEditor operators, CancellationToken cancellationToken) =>
        TypedResults.Created("/v1/operators", await operators.CreateAsync(request, Actor.Of(context), cancellationToken));
}
