namespace FourRunr.Policy.Schema;

internal static class GetPolicySchemaEndpoint
{
    private const string ContentType = "application/schema+json";
    private static readonly byte[] Schema = Read();

    /// <summary>For editors and pipelines. It holds no secret, so everyone may read it.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/policies/schema.json", Handle).WithTags("policies").Produces<object>(contentType: ContentType).AllowAnonymous();

    /// <summary>JSON Schema (draft 2020-12) of a whole policy document.</summary>
    internal static FileContentHttpResult Handle() => TypedResults.File(Schema, ContentType);

    private static byte[] Read()
    {
        using var stream = typeof(GetPolicySchemaEndpoint).Assembly.GetManifestResourceStream("policy.schema.json")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
