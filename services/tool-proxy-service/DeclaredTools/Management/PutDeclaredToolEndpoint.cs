using System.Security.Claims;
using FourRunr.Hosting.Documents;
using FourRunr.ToolProxy.DeclaredTools.Definitions;

namespace FourRunr.ToolProxy.DeclaredTools.Management;

internal static class PutDeclaredToolEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/{tool}", HandleAsync).AcceptsDocument<ToolDocument>().WithBodyExample(ToolDocument.Example).RequireAccess(AccessRole.Admin).WithName("PutTool")
            .Refuses(GatewayErrors.Conflict);

    /// <summary>Declares a tool, or replaces its definition. Calls in progress finish with the old one. An unchanged definition creates no new version.</summary>
    internal static async Task<Results<Ok<DeclaredToolResponse>, Created<DeclaredToolResponse>, ProblemResult>> HandleAsync(
        string tool, HttpContext context, ClaimsPrincipal user, BaseUrlRules rules, DeclaredToolEditor editor, CancellationToken cancellationToken)
    {
        var (document, refusal) = await DocumentBody.ReadAsync(context.Request, DeclaredDocument.Reader(rules, tool), cancellationToken);
        if (document is null)
        {
            return refusal!;
        }

        return await editor.PutAsync(document, user.PrincipalId(), cancellationToken) switch
        {
            DeclarationOutcome.Done { IsNew: true } done => TypedResults.Created($"/v1/admin/tools/{done.Newest.Tool}", done.Newest.ToResponse()),
            DeclarationOutcome.Done done => TypedResults.Ok(done.Newest.ToResponse()),
            var refused => ((DeclarationOutcome.Refused)refused).Problem,
        };
    }
}
