using FourRunr.ToolProxy.DeclaredTools.Templates;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>Chooses the security scheme that becomes the tool's credential.</summary>
internal sealed class SecurityImport
{
    private readonly ApiDocument _document;
    private readonly Action<string> _warn;
    private readonly bool _isChosen;

    /// <param name="chosen">The scheme that the operator names; null for the one that most operations accept.</param>
    public SecurityImport(ApiDocument document, string? chosen, IReadOnlyList<ApiOperation> operations, Action<string> warn)
    {
        (_document, _warn, _isChosen) = (document, warn, chosen is not null);
        var accepted = operations
            .SelectMany(operation => RequirementsOf(operation).Where(schemes => schemes.Count == 1).Select(schemes => schemes[0]).Distinct())
            .GroupBy(name => name).OrderByDescending(same => same.Count()).Select(same => same.Key).ToList();
        Scheme = chosen ?? accepted.Find(name => PlacementOf(name).Value is not null);
        if (chosen is null && accepted.Count > 1 && Scheme is not null)
        {
            warn($"The operations use several security schemes ({string.Join(", ", accepted)}); '{Scheme}' is chosen. Choose another with 'security'.");
        }
    }

    /// <summary>The name of the scheme; null if no operation requires one.</summary>
    public string? Scheme { get; }

    /// <returns>Null if no operation requires a credential.</returns>
    public ErrorOr<JsonObject>? Credential()
    {
        if (Scheme is null)
        {
            return null;
        }

        if (Find(Scheme).Text("type") is "oauth2" or "openIdConnect")
        {
            _warn($"The security scheme '{Scheme}' issues tokens: the gateway sends the stored token and does not renew it.");
        }

        return PlacementOf(Scheme);
    }

    /// <exception cref="UnsupportedException">The operation cannot be called with the tool's credential.</exception>
    public void Check(ApiOperation operation)
    {
        var requirements = RequirementsOf(operation);
        if (requirements.Count == 0 || requirements.Exists(schemes => schemes.Count == 0 || (schemes.Count == 1 && schemes[0] == Scheme)))
        {
            return;
        }

        if (_isChosen && requirements.Find(schemes => schemes.Contains(Scheme!)) is { } several)
        {
            _warn($"{operation.Label}: it also requires {string.Join(", ", several.Where(name => name != Scheme))}, which is not sent.");
            return;
        }

        throw new UnsupportedException(
            requirements.Find(schemes => schemes.Count == 1) is not [var single]
                ? $"it requires several credentials at once ({string.Join(", ", requirements[0])}); choose one with 'security'"
                : PlacementOf(single).Error ?? $"it requires the credential '{single}', but the tool has '{Scheme}': import it as a separate tool with 'security'");
    }

    /// <summary>Each item is sufficient and consists of the names of all schemes that it needs.</summary>
    private List<List<string>> RequirementsOf(ApiOperation operation) =>
        [.. (operation.Json.Member("security") is { ValueKind: JsonValueKind.Array } ? operation.Json : _document.Root).Items("security")
            .Where(schemes => schemes.ValueKind == JsonValueKind.Object).Select(schemes => schemes.EnumerateObject().Select(scheme => scheme.Name).ToList())];

    private JsonElement Find(string name) =>
        _document.Root.Member("components")?.Member("securitySchemes")?.Member(name) is { } scheme ? _document.TryResolve(scheme) ?? default : default;

    private ErrorOr<JsonObject> PlacementOf(string name)
    {
        var scheme = Find(name);
        return (scheme.Text("type"), scheme.Text("in"), scheme.Text("scheme")?.ToLowerInvariant()) switch
        {
            ("apiKey", "header" or "query", _) when scheme.Text("name") is { } key => new JsonObject { ["in"] = scheme.Text("in"), ["name"] = key },
            ("http", _, "bearer") or ("oauth2" or "openIdConnect", _, _) => new JsonObject { ["in"] = "bearer" },
            ("http", _, "basic") => new JsonObject { ["in"] = "basic" },
            (null, _, _) => $"the security scheme '{name}' is not in the document",
            _ => $"the security scheme '{name}' is none of: API key in a header or the query, bearer, basic",
        };
    }
}
