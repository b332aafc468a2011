using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FourRunr.Contracts;
using FourRunr.Documents;
using FourRunr.ToolProxy.DeclaredTools.Definitions;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>
/// Turns an OpenAPI 3 document into the definition of a tool, for an operator to look at: what has no counterpart is listed with its
/// reason, and nothing is stored or fetched.
/// </summary>
internal sealed partial class OpenApiImport(BaseUrlRules rules)
{
    private const int MostActions = 64;
    private const int MostWarnings = 200;
    private const int LongestReason = 500;

    private readonly List<UnsupportedOperation> _unsupported = [];
    private readonly List<string> _warnings = [];

    public ImportToolResponse Convert(ApiDocument document, ImportToolRequest request)
    {
        var all = OperationPlace.Of(document).ToList();
        var filter = new OperationFilter(request);
        var wanted = all.Where(filter.Wants).ToList();
        var server = new ServerImport(document, request, wanted, Warn);
        var security = new SecurityImport(document, request.Security, wanted, Warn);
        var actions = new JsonObject();
        foreach (var place in wanted)
        {
            Convert(document, place, server, security, actions);
        }

        foreach (var unknown in filter.Unknown(all))
        {
            Warn(unknown);
        }

        var (credential, problem) = security.Credential();
        var definition = Assemble(document, request.Tool, server.BaseUrl, credential, actions);
        var errors = Check(definition);
        if (problem is not null)
        {
            errors.Add("credential", $"cannot be made: {problem}");
        }

        return new ImportToolResponse(definition, _unsupported, _warnings, errors.IsEmpty ? null : errors.ToDictionary(), credential is null ? null : security.Scheme);
    }

    private void Convert(ApiDocument document, OperationPlace place, ServerImport server, SecurityImport security, JsonObject actions)
    {
        try
        {
            if (actions.Count == MostActions)
            {
                throw new UnsupportedException($"a tool has at most {MostActions} actions; choose with 'operations', 'tags' or 'paths'");
            }

            server.Demand(place);
            security.Demand(place);
            var action = new OperationImport(document, place, warning => Warn($"{place.Label}: {warning}.")).Convert();
            if (Complain(action) is { } complaint)
            {
                throw new UnsupportedException(complaint);
            }

            if (place.Operation.Flag("deprecated"))
            {
                Warn($"{place.Label}: it is deprecated.");
            }

            actions[NameOf(place.Id ?? place.Label, actions)] = action;
        }
        catch (UnsupportedException exception)
        {
            _unsupported.Add(new UnsupportedOperation(place.Label, exception.Message));
        }
    }

    private static JsonObject Assemble(ApiDocument document, string tool, string? baseUrl, JsonObject? credential, JsonObject actions)
    {
        var definition = new JsonObject { ["tool"] = tool };
        if (document.Root.Member("info")?.Text("title") is { Length: > 0 } title)
        {
            definition["description"] = SchemaConversion.Shorten(title);
        }

        if (baseUrl is not null)
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

    /// <summary>Whatever the reader of definitions would refuse.</summary>
    private static string? Complain(JsonObject action)
    {
        var probe = new DocumentErrors();
        var alone = new JsonObject
        {
            ["tool"] = "probe",
            ["base_url"] = "https://probe.invalid",
            ["actions"] = new JsonObject { ["probe"] = action.DeepClone() },
        };
        ToolDefinitionReader.Read(JsonSerializer.SerializeToElement(alone), path: "", probe);
        return probe.IsEmpty ? null : SchemaConversion.Shorten(string.Join(' ', probe.ToDictionary().Values.SelectMany(complaints => complaints)), LongestReason);
    }

    private DocumentErrors Check(JsonObject definition)
    {
        var errors = new DocumentErrors();
        var tool = ToolDefinitionReader.Read(JsonSerializer.SerializeToElement(definition), path: "", errors);
        if (tool is not null && rules.Complain(tool) is { } complaint)
        {
            errors.Add("base_url", complaint);
        }

        return errors;
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
