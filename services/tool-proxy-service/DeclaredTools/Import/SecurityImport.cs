using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>Security schemes as the one credential that a tool has.</summary>
internal sealed class SecurityImport(OpenApiDocument document, Action<string> warn)
{
    private string? _chosen;

    /// <summary>The placement, once an operation has asked for one.</summary>
    public JsonObject? Credential { get; private set; }

    /// <summary>Takes in what an operation demands. The first that demands something decides for the tool.</summary>
    /// <exception cref="UnsupportedException">The operation cannot do with the tool's credential.</exception>
    public void Demand(OpenApiOperation operation)
    {
        var demands = operation.Security ?? document.Security ?? [];
        if (demands.Count == 0 || demands.Any(demand => demand.Count == 0))
        {
            return;
        }

        var reason = "it asks for several credentials at once";
        foreach (var demand in demands.Where(demand => demand.Count == 1))
        {
            var name = demand.Keys.Single().Reference.Id ?? "";
            if (name == _chosen)
            {
                return;
            }

            var placement = Place(name, out var problem);
            if (placement is not null && _chosen is null)
            {
                (_chosen, Credential) = (name, placement);
                return;
            }

            reason = problem ?? $"it asks for the credential '{name}', and the tool already has '{_chosen}'";
        }

        throw new UnsupportedException(reason);
    }

    private JsonObject? Place(string name, out string? problem)
    {
        problem = null;
        if (document.Components?.SecuritySchemes?.TryGetValue(name, out var scheme) != true || scheme is null or OpenApiSecuritySchemeReference)
        {
            problem = $"the security scheme '{name}' is not in the document";
            return null;
        }

        switch (scheme)
        {
            case { Type: SecuritySchemeType.ApiKey, In: ParameterLocation.Header, Name: { } header }:
                return new JsonObject { ["in"] = "header", ["name"] = header };
            case { Type: SecuritySchemeType.ApiKey, In: ParameterLocation.Query, Name: { } parameter }:
                return new JsonObject { ["in"] = "query", ["name"] = parameter };
            case { Type: SecuritySchemeType.Http } when "bearer".Equals(scheme.Scheme, StringComparison.OrdinalIgnoreCase):
                return new JsonObject { ["in"] = "bearer" };
            case { Type: SecuritySchemeType.Http } when "basic".Equals(scheme.Scheme, StringComparison.OrdinalIgnoreCase):
                return new JsonObject { ["in"] = "basic" };
            case { Type: SecuritySchemeType.OAuth2 or SecuritySchemeType.OpenIdConnect }:
                warn($"The security scheme '{name}' issues tokens: the gateway sends the stored one as it is and does not renew it.");
                return new JsonObject { ["in"] = "bearer" };
            default:
                problem = $"the security scheme '{name}' is neither a key in header or query, nor bearer, nor basic";
                return null;
        }
    }
}
