using System.Text.Json;
using FourRunr.Documents;
using FourRunr.Hosting.Documents;
using FourRunr.ToolProxy.DeclaredTools.Definitions;

namespace FourRunr.ToolProxy.DeclaredTools.Management;

/// <summary>A definition that an operator sent: valid, and the very document.</summary>
internal sealed record DeclaredDocument(ToolDefinition Tool, JsonElement Json)
{
    public string Text => JsonSerializer.Serialize(Json);

    /// <param name="name">The only name that the tool may have; null for any.</param>
    public static DocumentBody.Reader<DeclaredDocument> Reader(BaseUrlRules rules, string? name = null) => (json, path, errors) =>
    {
        var own = new DocumentErrors();
        var tool = ToolDefinitionReader.Read(json, path, own);
        if (tool is not null && name is not null && tool.Tool != name)
        {
            own.Add("tool", $"must be '{name}', as in the address");
        }

        if (tool is not null && rules.Complain(tool) is { } complaint)
        {
            own.Add("base_url", complaint);
        }

        errors.AddAll(own);
        return own.IsEmpty ? new DeclaredDocument(tool!, json) : null;
    };
}
