using Microsoft.AspNetCore.Http.HttpResults;

namespace FourRunr.Policy.Schema;

/// <summary>The JSON Schema of a policy document, for editors and pipelines; no secret, so open to everyone.</summary>
internal static class SchemaEndpoint
{
    private const string ContentType = "application/schema+json";
    private static readonly byte[] Schema = Read();

    public static void MapPolicySchema(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/policies/schema.json", Get).WithTags("policies").WithName("GetPolicySchema").Produces<object>(contentType: ContentType).AllowAnonymous();

    /// <summary>JSON Schema (draft 2020-12) of a whole policy document.</summary>
    internal static FileContentHttpResult Get() => TypedResults.File(Schema, ContentType);

    private static byte[] Read()
    {
        using var stream = typeof(SchemaEndpoint).Assembly.GetManifestResourceStream("policy.schema.json")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
