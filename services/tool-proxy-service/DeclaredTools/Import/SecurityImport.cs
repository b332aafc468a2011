using System.Text.Json;
using System.Text.Json.Nodes;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>Security schemes as the one credential that a tool has.</summary>
internal sealed class SecurityImport
{
    private readonly ApiDocument _document;
    private readonly Action<string> _warn;
    private readonly bool _isSaid;

    /// <param name="wanted">The scheme that the operator names; null for the one that most operations can do with.</param>
    /// <param name="operations">That the tool is to have.</param>
    public SecurityImport(ApiDocument document, string? wanted, IReadOnlyList<OperationPlace> operations, Action<string> warn)
    {
        (_document, _warn, _isSaid) = (document, warn, wanted is not null);
        var demanded = operations.SelectMany(place => DemandsOf(place).Where(demand => demand.Count == 1).Select(demand => demand[0]).Distinct())
            .GroupBy(name => name, (name, same) => (Name: name, Count: same.Count()))
            .OrderByDescending(scheme => scheme.Count).Select(scheme => scheme.Name).ToList();
        Scheme = wanted ?? demanded.Find(name => Place(name).Placement is not null);
        if (wanted is null && demanded.Count > 1 && Scheme is not null)
        {
            warn($"The operations name several credentials ({string.Join(", ", demanded)}); '{Scheme}' is taken. Choose another with 'security'.");
        }
    }

    /// <summary>The name of the scheme; null when no operation asks for one.</summary>
    public string? Scheme { get; }

    /// <returns>The placement, if an operation has asked for one, and what is wrong with the scheme that was named.</returns>
    public (JsonObject? Credential, string? Problem) Credential()
    {
        if (Scheme is null)
        {
            return (null, null);
        }

        var (placement, problem) = Place(Scheme);
        if (placement is not null && SchemeOf(Scheme).Text("type") is "oauth2" or "openIdConnect")
        {
            _warn($"The security scheme '{Scheme}' issues tokens: the gateway sends the stored one as it is and does not renew it.");
        }

        return (placement, problem);
    }

    /// <exception cref="UnsupportedException">The operation cannot do with the tool's credential.</exception>
    public void Demand(OperationPlace place)
    {
        var demands = DemandsOf(place);
        if (demands.Count == 0 || demands.Exists(demand => demand.Count == 0 || (demand.Count == 1 && demand[0] == Scheme)))
        {
            return;
        }

        if (demands.Find(demand => demand.Contains(Scheme ?? "")) is { } several && _isSaid)
        {
            _warn($"{place.Label}: it also asks for {string.Join(", ", several.Where(name => name != Scheme))}, which is not sent.");
            return;
        }

        throw new UnsupportedException(
            demands.Find(demand => demand.Count == 1) is not { } one ? $"it asks for several credentials at once ({string.Join(", ", demands[0])}); choose one with 'security'"
            : Place(one[0]).Problem is { } problem ? problem
            : $"it asks for the credential '{one[0]}', and the tool has '{Scheme}': import it as a tool of its own with 'security'");
    }

    /// <summary>Any one of these will do, each with all its names.</summary>
    private List<List<string>> DemandsOf(OperationPlace place) =>
        [.. (place.Operation.Member("security") is { ValueKind: JsonValueKind.Array } ? place.Operation : _document.Root).Items("security")
            .Where(demand => demand.ValueKind == JsonValueKind.Object).Select(demand => demand.EnumerateObject().Select(scheme => scheme.Name).ToList())];

    private JsonElement SchemeOf(string name)
    {
        try
        {
            return _document.Root.Member("components")?.Member("securitySchemes")?.Member(name) is { } scheme ? _document.Resolve(scheme) : default;
        }
        catch (UnsupportedException)
        {
            return default;
        }
    }

    private (JsonObject? Placement, string? Problem) Place(string name)
    {
        var scheme = SchemeOf(name);
        return (scheme.Text("type"), scheme.Text("in"), scheme.Text("scheme")?.ToLowerInvariant()) switch
        {
            ("apiKey", "header", _) when scheme.Text("name") is { } header => (new JsonObject { ["in"] = "header", ["name"] = header }, null),
            ("apiKey", "query", _) when scheme.Text("name") is { } parameter => (new JsonObject { ["in"] = "query", ["name"] = parameter }, null),
            ("http", _, "bearer") => (new JsonObject { ["in"] = "bearer" }, null),
            ("http", _, "basic") => (new JsonObject { ["in"] = "basic" }, null),
            ("oauth2" or "openIdConnect", _, _) => (new JsonObject { ["in"] = "bearer" }, null),
            (null, _, _) => (null, $"the security scheme '{name}' is not in the document"),
            _ => (null, $"the security scheme '{name}' is neither a key in header or query, nor bearer, nor basic"),
        };
    }
}
