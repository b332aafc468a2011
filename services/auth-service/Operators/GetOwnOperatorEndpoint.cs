using System.Security.Claims;

namespace FourRunr.Auth.Operators;

internal static class GetOwnOperatorEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/me", Handle).RequireAccess(AccessRole.Auditor).WithName("GetOwnOperator");

    /// <summary>Says whose key the request has: for clients that show only what the operator may do.</summary>
    internal static Ok<OwnOperatorResponse> Handle(ClaimsPrincipal principal) => TypedResults.Ok(new OwnOperatorResponse(
        principal.PrincipalId(),
        principal.Identity?.Name ?? principal.PrincipalId(),
        WireWords.TryParse<OperatorRole>(principal.FindFirstValue(ClaimTypes.Role), out var role) ? role : OperatorRole.Auditor));
}
