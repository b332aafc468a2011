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
    /// <summary>Public descriptions of large APIs have more than ten megabytes.</summary>
    private const int MaxBodyBytes = 32 * 1024 * 1024;

    private const int MostFilters = 200;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/import", Handle).WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes)).RequireAccess(AccessRole.Admin).WithName("ImportTool");

    /// <summary>
    /// Shows what an OpenAPI 3 document (up to 32 MiB) would be as a tool, and which operations cannot be actions and why. Nothing is stored:
    /// send the definition, changed as you like, to <c>POST /v1/admin/tools</c>. References to other documents are not followed.
    /// </summary>
    internal static Results<Ok<ImportToolResponse>, ProblemResult> Handle([FromBody] ImportToolRequest request, BaseUrlRules rules)
    {
        if (DefinitionNames.ComplainOfTool(request.Tool) is { } complaint)
        {
            return Invalid("tool", complaint);
        }

        if (new[] { request.Operations, request.Tags, request.Paths }.Any(filter => filter?.Count > MostFilters || filter?.Any(wanted => wanted is not { Length: <= 1024 }) == true))
        {
            return InvalidFields.Refuse("operations", $"'operations', 'tags' and 'paths' may each have {MostFilters} entries of 1024 characters.");
        }

        if (request.SourceUrl is { } source && !(Uri.TryCreate(source, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            return Invalid("source_url", "must be an absolute http or https URL");
        }

        var (document, problem) = OpenApiText.Read(request.Openapi);
        return document is null ? Invalid("openapi", problem!) : TypedResults.Ok(new OpenApiImport(rules).Convert(document, request));
    }

    private static ProblemResult Invalid(string member, string complaint) => InvalidFields.Refuse(member, $"'{member}' {complaint}.");
}
