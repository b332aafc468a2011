using FourRunr.Hosting.Documents;
using FourRunr.Hosting.Requests;
using FourRunr.ToolProxy.DeclaredTools.Definitions;

namespace FourRunr.ToolProxy.DeclaredTools.Management;

internal static class PutDeclaredToolEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/{tool}", HandleAsync).AcceptsDocument<ToolDocument>().WithBodyExample(ToolDocument.Example).RequireAccess(AccessRole.Admin).WithName("PutTool")
            .Refuses(GatewayErrors.Conflict, GatewayErrors.PreconditionFailed)
            .ReadsHeaders(HeaderDescription.IfMatch).ReturnsHeaders(HeaderDescription.ETag);

    /// <summary>
    /// Declares a tool, or replaces its definition. Calls in progress finish with the old one. An unchanged definition creates no new version.
    /// With If-Match, only if the tool still has the version that was read.
    /// </summary>
    internal static async Task<Results<Ok<DeclaredToolResponse>, Created<DeclaredToolResponse>, ProblemResult>> HandleAsync(
        string tool, HttpContext context, BaseUrlRules rules, DeclaredToolEditor editor, CancellationToken cancellationToken)
    {
        var (document, refusal) = await DocumentBody.ReadAsync(context.Request, DeclaredDocument.Reader(rules, tool), cancellationToken);
        if (document is null)
        {
            return refusal!;
        }

        return await editor.PutAsync(document, IfMatch.Of(context.Request), Actor.Of(context), cancellationToken) switch
        {
            DeclarationOutcome.Done { IsNew: true } done => TypedResults.Created($"/v1/admin/tools/{done.Newest.Tool}", DeclaredToolResults.Tagged(done.Newest, context.Response)),
            DeclarationOutcome.Done done => TypedResults.Ok(DeclaredToolResults.Tagged(done.Newest, context.Response)),
            var refused => ((DeclarationOutcome.Refused)refused).Problem,
        };
    }
}
