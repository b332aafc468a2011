using FourRunr.Hosting.Validation;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

internal static class ImportToolEndpoint
{
    /// <summary>Some public documents are larger than 10 MB.</summary>
    private const int MaxBodyBytes = 32 * 1024 * 1024;

    private const int MaxFilters = 200;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/import", Handle).WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes)).RequireAccess(AccessRole.Admin).WithName("ImportTool");

    /// <summary>
    /// Converts an OpenAPI 3 document (up to 32 MiB) to the definition of a tool, and lists the operations that cannot be actions, with the
    /// reasons. Nothing is stored: edit the definition and send it to <c>POST /v1/admin/tools</c>. References to other documents are not followed.
    /// </summary>
    internal static Results<Ok<ImportToolResponse>, ProblemResult> Handle([FromBody] ImportToolRequest request, BaseUrlRules rules)
    {
        if (DefinitionNames.ComplainOfTool(request.Tool) is { } complaint)
        {
            return Invalid("tool", complaint);
        }

        if (new[] { request.Operations, request.Tags, request.Paths }.Any(filter => filter?.Count > MaxFilters || filter?.Any(wanted => wanted is not { Length: <= 1024 }) == true))
        {
            return InvalidFields.Refuse("operations", $"'operations', 'tags' and 'paths' may each have at most {MaxFilters} entries of at most 1024 characters.");
        }

        if (request.SourceUrl is { } source && !(Uri.TryCreate(source, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            return Invalid("source_url", "must be an absolute http or https URL");
        }

        return OpenApiReader.Read(request.Openapi).TryGet(out var document, out var error)
            ? TypedResults.Ok(new OpenApiImport(rules).Convert(document, request))
            : Invalid("openapi", error);
    }

    private static ProblemResult Invalid(string member, string complaint) => InvalidFields.Refuse(member, $"'{member}' {complaint}.");
}
