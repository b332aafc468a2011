using FourRunr.ToolProxy.Outbound;

namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>Reads the definition of a tool and reports all errors.</summary>
internal static class ToolDefinitionReader
{
    public const int MaxDescriptionLength = 2048;
    private const int MaxActions = 64;
    private const int MaxUrlLength = 512;

    /// <param name="complainOfName">The rule for the tool's name; null for that of declared tools.</param>
    /// <returns>Null when <paramref name="errors"/> says why.</returns>
    public static ToolDefinition? Read(JsonElement json, string path, DocumentErrors errors, Func<string, string?>? complainOfName = null)
    {
        // Earlier errors in the list are not about this document.
        var own = new DocumentErrors();
        var definition = ObjectReader.Read(json, path, own, reader => Read(reader, own, complainOfName ?? DefinitionNames.ComplainOfTool));
        errors.AddAll(own);
        return own.IsEmpty ? definition : null;
    }

    /// <returns>Null unless it is an absolute http or https URL with nothing after the path.</returns>
    public static Uri? ParseBaseUrl(string text) =>
        text.Length <= MaxUrlLength && text.AsSpan().IndexOfAny("{}?#%") < 0 && OutboundTarget.ParseUrl(text) is { Query: "", Fragment: "" } url ? url : null;

    public static Uri? ReadUrl(ObjectReader reader, string member)
    {
        var url = reader.Text(member, required: true) is { } text ? ParseBaseUrl(text) : null;
        if (url is null && reader.Has(member))
        {
            reader.Complain(member, "must be an absolute http or https URL without user name, query, fragment and percent-encoding");
        }

        return url;
    }

    private static ToolDefinition? Read(ObjectReader reader, DocumentErrors errors, Func<string, string?> complainOfName)
    {
        var tool = reader.Name("tool", complainOfName, required: true);
        var description = reader.Text("description", maxLength: MaxDescriptionLength);
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

        var baseUrl = ReadUrl(reader, "base_url");
        var sharesCache = reader.Flag("share_cache");
        var credential = reader.Child("credential", CredentialPlacementReader.Read);
        var actions = reader.Map(
            "actions",
            MaxActions,
            DefinitionNames.ComplainOfAction,
            (item, path) => ObjectReader.Read(item.Value, path, errors, action => ActionDefinitionReader.Read(action, errors)));
        if (actions is not { Count: > 0 })
        {
            reader.Complain("actions", "must define at least one action");
            return null;
        }

        if (credential is not null)
        {
            RefuseDuplicateCredential(reader, credential, actions);
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

    /// <summary>Servers read two entries of one name in different ways, and an agent must not be able to replace the credential.</summary>
    private static void RefuseDuplicateCredential(ObjectReader reader, CredentialPlacement credential, IReadOnlyDictionary<string, ActionDefinition> actions)
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
                reader.Complain("credential", $"uses a name that the action '{name}' sets as well");
            }
        }
    }
}
