using FourRunr.Hosting.Requests;

namespace FourRunr.ToolProxy.DeclaredTools.Management;

internal static class DeleteDeclaredToolEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/{tool}", HandleAsync).RequireAccess(AccessRole.Admin).WithName("DeleteDeclaredTool")
            .Refuses(GatewayErrors.NotFound, GatewayErrors.Conflict, GatewayErrors.PreconditionFailed).ReadsHeaders(HeaderDescription.IfMatch);

    /// <summary>Deletes a declared tool. Its versions stay readable, and its credential stays stored.</summary>
    internal static async Task<Results<NoContent, ProblemResult>> HandleAsync(
        string tool, HttpContext context, DeclaredToolEditor editor, CancellationToken cancellationToken) =>
        await editor.DeleteAsync(tool, IfMatch.Of(context.Request), Actor.Of(context), cancellationToken) is DeclarationOutcome.Refused refused
            ? refused.Problem
            : TypedResults.NoContent();
}
