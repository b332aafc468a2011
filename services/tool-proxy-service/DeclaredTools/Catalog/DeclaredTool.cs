using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.DeclaredTools.Catalog;

/// <summary>A declared tool in use.</summary>
/// <param name="Version">Null for a tool that a file declares.</param>
/// <param name="Document">As it was declared.</param>
internal sealed record DeclaredTool(ToolDefinition Definition, int? Version, JsonObject Document, IReadOnlyList<ToolAction> Actions)
{
    public string Tool => Definition.Tool;

    public DeclaredToolSource Source => Version is null ? DeclaredToolSource.File : DeclaredToolSource.Stored;
}
