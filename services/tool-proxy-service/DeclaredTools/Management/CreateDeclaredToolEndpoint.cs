using FourRunr.Hosting.Documents;
using FourRunr.ToolProxy.DeclaredTools.Definitions;

namespace FourRunr.ToolProxy.DeclaredTools.Management;

internal static class CreateDeclaredToolEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("", HandleAsync).AcceptsDocument<ToolDocument>().WithBodyExample(ToolDocument.Example).RequireAccess(AccessRole.Admin).WithName("DeclareTool")
            .Refuses(GatewayErrors.Conflict).ReturnsHeaders(HeaderDescription.ETag);

    /// <summary>Declares a tool of an HTTP API, see docs/guides/tools.md. Agents may call it as soon as their tokens and policies allow it.</summary>
    internal static async Task<Results<Created<DeclaredToolResponse>, ProblemResult>> HandleAsync(
        HttpContext context, BaseUrlRules rules, DeclaredToolEditor editor, CancellationToken cancellationToken)
    {
        var (document, refusal) = await DocumentBody.ReadAsync(context.Request, DeclaredDocument.Reader(rules), cancellationToken);
        if (document is null)
        {
            return refusal!;
        }

        return await editor.CreateAsync(document, Actor.Of(context), cancellationToken) switch
        {
            DeclarationOutcome.Done done => TypedResults.Created($"/v1/admin/tools/{done.Newest.Tool}", DeclaredToolResults.Tagged(done.Newest, context.Response)),
            var refused => ((DeclarationOutcome.Refused)refused).Problem,
        };
    }
}
