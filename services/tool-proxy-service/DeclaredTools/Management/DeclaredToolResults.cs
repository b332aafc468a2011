using FourRunr.Hosting.Requests;
using FourRunr.ToolProxy.DeclaredTools.Catalog;

namespace FourRunr.ToolProxy.DeclaredTools.Management;

internal static class DeclaredToolResults
{
    public static DeclaredToolResponse ToResponse(this StoredDefinition stored) => new()
    {
        Tool = stored.Tool,
        Version = stored.Version,
        Source = DeclaredToolSource.Stored,
        Definition = JsonNode.Parse(stored.Definition)!.AsObject(),
        CreatedAt = stored.CreatedAt,
        CreatedBy = stored.CreatedBy,
    };

    /// <summary>The tool; sets its version as ETag.</summary>
    public static DeclaredToolResponse Tagged(StoredDefinition stored, HttpResponse response)
    {
        response.Headers.ETag = IfMatch.TagOf(stored.Version);
        return stored.ToResponse();
    }

    public static DeclaredToolResponse ToResponse(this DeclaredTool tool) => new()
    {
        Tool = tool.Tool,
        Version = tool.Version,
        Source = tool.Source,
        Definition = (JsonObject)tool.Document.DeepClone(),
    };
}
