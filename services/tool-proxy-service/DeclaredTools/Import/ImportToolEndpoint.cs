using FourRunr.Contracts;
using FourRunr.Hosting.Access;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.Validation;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

internal static class ImportToolEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/import", Handle).RequireAccess(Access.Admin).WithName("ImportTool");

    /// <summary>
    /// Shows what an OpenAPI 3 document would be as a tool, and which operations cannot be actions and why. Nothing is stored: send the
    /// definition, changed as you like, to <c>POST /v1/admin/tools</c>. References to other documents are not followed.
    /// </summary>
    internal static Results<Ok<ImportToolResponse>, ProblemResult> Handle([FromBody] ImportToolRequest request, BaseUrlRules rules)
    {
        if (DefinitionNames.ComplainOfTool(request.Tool) is { } complaint)
        {
            return Invalid("tool", complaint);
        }

        var (document, problem) = OpenApiText.Read(request.Openapi);
        return document is null ? Invalid("openapi", problem!) : TypedResults.Ok(new OpenApiImport(rules).Convert(document, request));
    }

    private static ProblemResult Invalid(string member, string complaint) => InvalidFields.Refuse(member, $"'{member}' {complaint}.");
}
