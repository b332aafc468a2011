using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FourRunr.Contracts;
using FourRunr.Documents;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using Microsoft.OpenApi;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>
/// Turns an OpenAPI 3 document into the definition of a tool, for an operator to look at: what has no counterpart is listed with its
/// reason, and nothing is stored or fetched.
/// </summary>
internal sealed partial class OpenApiImport(BaseUrlRules rules)
{
    private const int MostActions = 64;
    private const int MostWarnings = 200;

    private readonly List<UnsupportedOperation> _unsupported = [];
    private readonly List<string> _warnings = [];

    public ImportToolResponse Convert(OpenApiDocument document, ImportToolRequest request)
    {
        var security = new SecurityImport(document, Warn);
        var actions = new JsonObject();
        foreach (var (path, item) in document.Paths ?? [])
        {
            foreach (var (method, operation) in item.Operations ?? [])
            {
                var label = $"{method.Method} {path}";
                if (request.Operations is null || request.Operations.Contains(label) || request.Operations.Contains(operation.OperationId ?? ""))
                {
                    Convert(label, path, method, item, operation, security, actions);
                }
            }
        }

        WarnOfUnknown(document, request);
        var definition = Assemble(document, request, security.Credential, actions);
        var errors = Check(definition, actions);
        return new ImportToolResponse(definition, _unsupported, _warnings, errors.IsEmpty ? null : errors.ToDictionary());
    }

    private void Convert(
        string label, string path, HttpMethod method, IOpenApiPathItem item, OpenApiOperation operation, SecurityImport security, JsonObject actions)
    {
        try
        {
            if (actions.Count == MostActions)
            {
                throw new UnsupportedException($"a tool has at most {MostActions} actions; name the ones that you want in 'operations'");
            }

            var action = new OperationImport(path, method, item, operation, warning => Warn($"{label}: {warning}.")).Convert();
            security.Demand(operation);
            if (operation.Deprecated)
            {
                Warn($"{label}: it is deprecated.");
            }

            actions[NameOf(operation.OperationId ?? label, actions)] = action;
        }
        catch (UnsupportedException exception)
        {
            _unsupported.Add(new UnsupportedOperation(label, exception.Message));
        }
    }

    private JsonObject Assemble(OpenApiDocument document, ImportToolRequest request, JsonObject? credential, JsonObject actions)
    {
        var definition = new JsonObject { ["tool"] = request.Tool };
        if (document.Info?.Title is { Length: > 0 } title)
        {
            definition["description"] = title.Length <= 1000 ? title : title[..1000];
        }

        if ((request.BaseUrl ?? ServerOf(document)) is { } baseUrl)
        {
            definition["base_url"] = baseUrl;
        }

        if (credential is not null)
        {
            definition["credential"] = credential;
        }

        definition["actions"] = actions;
        return definition;
    }

    private string? ServerOf(OpenApiDocument document)
    {
        if (document.Servers is not [{ Url: { } url } server, ..])
        {
            return null;
        }

        if (document.Servers.Count > 1)
        {
            Warn("The document has several servers; the first is taken.");
        }

        foreach (var (name, variable) in server.Variables ?? new Dictionary<string, OpenApiServerVariable>())
        {
            url = url.Replace($"{{{name}}}", variable.Default, StringComparison.Ordinal);
        }

        // A path alone is relative to where the document was, which is not known.
        return url.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? url : null;
    }

    /// <summary>Whatever the reader of definitions would refuse: in an action the action is left out, elsewhere it is for the operator to correct.</summary>
    private DocumentErrors Check(JsonObject definition, JsonObject actions)
    {
        foreach (var (name, action) in actions.ToArray())
        {
            var probe = new DocumentErrors();
            var alone = new JsonObject
            {
                ["tool"] = "probe",
                ["base_url"] = "https://probe.invalid",
                ["actions"] = new JsonObject { [name] = action!.DeepClone() },
            };
            ToolDefinitionReader.Read(JsonSerializer.SerializeToElement(alone), path: "", probe);
            if (!probe.IsEmpty)
            {
                actions.Remove(name);
                _unsupported.Add(new UnsupportedOperation($"{action["method"]} {action["path"]}", string.Join(' ', probe.ToDictionary().Values.SelectMany(complaints => complaints))));
            }
        }

        var errors = new DocumentErrors();
        if (ToolDefinitionReader.Read(JsonSerializer.SerializeToElement(definition), path: "", errors) is { } tool && rules.Complain(tool) is { } complaint)
        {
            errors.Add("base_url", complaint);
        }

        return errors;
    }

    private void WarnOfUnknown(OpenApiDocument document, ImportToolRequest request)
    {
        var known = (document.Paths ?? []).SelectMany(path => path.Value.Operations ?? [], (path, operation) => (Label: $"{operation.Key.Method} {path.Key}", operation.Value.OperationId)).ToList();
        foreach (var wanted in (request.Operations ?? []).Where(wanted => !known.Exists(operation => operation.Label == wanted || operation.OperationId == wanted)))
        {
            Warn($"There is no operation '{wanted}'.");
        }
    }

    private void Warn(string warning)
    {
        if (_warnings.Count < MostWarnings && !_warnings.Contains(warning))
        {
            _warnings.Add(warning);
        }
    }

    /// <summary><c>listPets</c> becomes <c>list_pets</c>, <c>GET /pets/{id}</c> becomes <c>get_pets_id</c>.</summary>
    private static string NameOf(string text, JsonObject taken)
    {
        var words = NotInNames().Replace(CaseChange().Replace(text, "_").ToLowerInvariant(), "_").Trim('_');
        var name = words.Length > 0 && char.IsAsciiLetterLower(words[0]) ? words : $"op_{words}";
        name = name.Length <= 60 ? name : name[..60].TrimEnd('_');
        var unique = name;
        for (var i = 2; taken.ContainsKey(unique); i++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
        }

        return unique;
    }

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex CaseChange();

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex NotInNames();
}
