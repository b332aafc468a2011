using System.Text.Json;
using FourRunr.Documents;
using FourRunr.ToolProxy.Outbound;

namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>Reads the definition of a tool and reports everything that is wrong with it.</summary>
internal static class ToolDefinitionReader
{
    public const int LongestDescription = 2048;
    private const int MostActions = 64;
    private const int LongestUrl = 512;

    /// <returns>The definition, or null when <paramref name="errors"/> says why not.</returns>
    public static ToolDefinition? Read(JsonElement json, string path, DocumentErrors errors) => Read(json, path, errors, DefinitionNames.ComplainOfTool);

    /// <param name="complainOfName">Whether the tool may have its name.</param>
    public static ToolDefinition? Read(JsonElement json, string path, DocumentErrors errors, Func<string, string?> complainOfName)
    {
        // Of its own, so that what was wrong before does not count against this document.
        var own = new DocumentErrors();
        var definition = ObjectReader.Read(json, path, own, reader => Read(reader, own, complainOfName));
        errors.AddAll(own);
        return own.IsEmpty ? definition : null;
    }

    /// <returns>The URL, if tools may be there: absolute, http or https, with nothing after the path.</returns>
    public static Uri? ParseBaseUrl(string text) =>
        text.Length <= LongestUrl && text.AsSpan().IndexOfAny("{}?#%") < 0 && OutboundTarget.ParseUrl(text) is { Query: "", Fragment: "" } url ? url : null;

    private static ToolDefinition? Read(ObjectReader reader, DocumentErrors errors, Func<string, string?> complainOfName)
    {
        var tool = reader.Name("tool", complainOfName, required: true);
        var description = reader.Text("description", maxLength: LongestDescription);
        if (reader.Has("mcp"))
        {
            var mcp = reader.Child("mcp", McpSourceReader.Read);
            var place = reader.Child("credential", CredentialPlacementReader.Read);
            if (place is CredentialPlacement.Query)
            {
                reader.Complain("credential", "must be sent in a header: an MCP server takes none in its URL");
            }

            return tool is null || mcp is null ? null : new ToolDefinition { Tool = tool, Description = description, BaseUrl = mcp.Url, Credential = place, Mcp = mcp };
        }

        var baseUrl = reader.Text("base_url", required: true) is { } text ? ParseBaseUrl(text) : null;
        if (baseUrl is null && reader.Has("base_url"))
        {
            reader.Complain("base_url", "must be an absolute http or https URL without user name, query, fragment and escapes");
        }

        var sharesCache = reader.Flag("share_cache");
        var credential = reader.Child("credential", CredentialPlacementReader.Read);
        var actions = reader.Map(
            "actions", MostActions, DefinitionNames.ComplainOfAction, (item, path) => ObjectReader.Read(item, path, errors, action => ActionDefinitionReader.Read(action, errors)));
        if (actions is not { Count: > 0 })
        {
            reader.Complain("actions", "must define at least one action");
            return null;
        }

        if (credential is not null)
        {
            RefuseSecondPlaces(reader, credential, actions);
        }

        return tool is null || baseUrl is null ? null : new ToolDefinition
        {
            Tool = tool,
            Description = description,
            BaseUrl = baseUrl,
            SharesCache = sharesCache,
            Credential = credential,
            Actions = actions.ToDictionary(action => action.Key, action => action.Value with { Name = action.Key }, StringComparer.Ordinal),
        };
    }

    /// <summary>Two entries of one name are read differently by different servers; the agent must have no say in the credential's place.</summary>
    private static void RefuseSecondPlaces(ObjectReader reader, CredentialPlacement credential, IReadOnlyDictionary<string, ActionDefinition> actions)
    {
        foreach (var (name, action) in actions)
        {
            var isTaken = credential switch
            {
                CredentialPlacement.Query query => action.Query.Entries.Any(entry => entry.Key.Equals(query.Name, StringComparison.OrdinalIgnoreCase)),
                CredentialPlacement.Header header => action.Headers.Any(entry => entry.Key.Equals(header.Name, StringComparison.OrdinalIgnoreCase)),
                _ => false,
            };
            if (isTaken)
            {
                reader.Complain("credential", $"stands where the action '{name}' puts something else");
            }
        }
    }
}
