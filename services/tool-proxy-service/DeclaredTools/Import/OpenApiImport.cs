using System.Text.RegularExpressions;
using FourRunr.ToolProxy.DeclaredTools.Definitions;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>
/// Converts an OpenAPI 3 document to the definition of a tool, for an operator to review. What cannot be converted is listed with the
/// reason. Nothing is stored or fetched.
/// </summary>
internal sealed partial class OpenApiImport(BaseUrlRules rules)
{
    private const int MaxActions = 64;
    private const int MaxWarnings = 200;
    private const int MaxReasonLength = 500;
    private const int MaxNameLength = 60;

    private readonly List<UnsupportedOperation> _unsupported = [];
    private readonly List<string> _warnings = [];

    public ImportToolResponse Convert(ApiDocument document, ImportToolRequest request)
    {
        var all = ApiOperation.Of(document).ToList();
        var filter = new OperationFilter(request);
        var selected = all.Where(filter.Matches).ToList();
        var server = new ServerImport(document, request, selected, Warn);
        var security = new SecurityImport(document, request.Security, selected, Warn);
        var actions = new JsonObject();
        foreach (var operation in selected)
        {
            try
            {
                AddAction(document, operation, server, security, actions);
            }
            catch (UnsupportedException exception)
            {
                _unsupported.Add(new UnsupportedOperation(operation.Label, exception.Message));
            }
        }

        foreach (var unmatched in filter.Unmatched(all))
        {
            Warn(unmatched);
        }

        var credential = security.Credential();
        var definition = new JsonObject { ["tool"] = request.Tool };
        var title = document.Root.Member("info")?.FilledText("title");
        definition.SetIfFilled("description", title is null ? null : SchemaConversion.Shorten(title));
        definition.SetIfFilled("base_url", server.BaseUrl);
        definition.SetIfFilled("credential", credential?.Value);
        definition["actions"] = actions;

        var errors = new DocumentErrors();
        rules.ReadDefinition(JsonSerializer.SerializeToElement(definition), path: "", errors);
        if (credential?.Error is { } error)
        {
            errors.Add("credential", $"cannot be imported: {error}");
        }

        return new ImportToolResponse(
            definition, _unsupported, _warnings, errors.IsEmpty ? null : errors.ToDictionary(), credential?.Value is null ? null : security.Scheme);
    }

    private void AddAction(ApiDocument document, ApiOperation operation, ServerImport server, SecurityImport security, JsonObject actions)
    {
        if (actions.Count == MaxActions)
        {
            throw new UnsupportedException($"a tool has at most {MaxActions} actions; choose with 'operations', 'tags' or 'paths'");
        }

        server.Check(operation);
        security.Check(operation);
        var action = new OperationImport(document, operation, warning => Warn($"{operation.Label}: {warning}.")).Convert();
        RefuseInvalid(action);
        if (operation.Json.Flag("deprecated"))
        {
            Warn($"{operation.Label}: it is deprecated.");
        }

        actions[NameOf(operation.Id ?? operation.Label, actions)] = action;
    }

    /// <summary>Refuses what the definition reader would refuse.</summary>
    private static void RefuseInvalid(JsonObject action)
    {
        var errors = new DocumentErrors();
        var definition = new JsonObject
        {
            ["tool"] = "probe",
            ["base_url"] = "https://probe.invalid",
            ["actions"] = new JsonObject { ["probe"] = action.DeepClone() },
        };
        ToolDefinitionReader.Read(JsonSerializer.SerializeToElement(definition), path: "", errors);
        if (!errors.IsEmpty)
        {
            throw new UnsupportedException(SchemaConversion.Shorten(errors.ToString(), MaxReasonLength));
        }
    }

    private void Warn(string warning)
    {
        if (_warnings.Count < MaxWarnings && !_warnings.Contains(warning))
        {
            _warnings.Add(warning);
        }
    }

    /// <summary><c>listPets</c> becomes <c>list_pets</c>, <c>GET /pets/{id}</c> becomes <c>get_pets_id</c>.</summary>
    private static string NameOf(string text, JsonObject taken)
    {
        var words = OtherCharacters().Replace(CaseChange().Replace(text, "_").ToLowerInvariant(), "_").Trim('_');
        var name = words.Length > 0 && char.IsAsciiLetterLower(words[0]) ? words : $"op_{words}";
        return UniqueName(name.Length <= MaxNameLength ? name : name[..MaxNameLength].TrimEnd('_'), taken.ContainsKey);
    }

    /// <summary>Appends <c>_2</c>, <c>_3</c>, … to a name that is taken.</summary>
    public static string UniqueName(string name, Func<string, bool> isTaken) => Enumerable.InfiniteSequence(2, 1)
        .Select(number => string.Create(CultureInfo.InvariantCulture, $"{name}_{number}")).Prepend(name).First(unique => !isTaken(unique));

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex CaseChange();

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex OtherCharacters();
}
