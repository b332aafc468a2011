using FourRunr.Hosting.Documents;
using FourRunr.ToolProxy.DeclaredTools.Definitions;

namespace FourRunr.ToolProxy.DeclaredTools.Management;

/// <summary>A valid definition as an operator sent it.</summary>
/// <param name="Json">The text that is stored.</param>
internal sealed record DeclaredDocument(string Tool, string Json)
{
    /// <param name="name">The only name that the tool may have; null for any.</param>
    public static DocumentBody.Reader<DeclaredDocument> Reader(BaseUrlRules rules, string? name = null) => (json, path, errors) =>
    {
        var definition = rules.ReadDefinition(json, path, errors);
        if (definition?.Mcp?.Command is not null)
        {
            errors.Add("mcp.command", "is for files of the operator alone: the API must not be a way to start programs");
            return null;
        }

        if (definition is not null && name is not null && definition.Tool != name)
        {
            errors.Add("tool", $"must be '{name}', as in the URL");
            return null;
        }

        return definition is null ? null : new DeclaredDocument(definition.Tool, JsonSerializer.Serialize(json));
    };
}
