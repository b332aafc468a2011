using FourRunr.Documents.Hosts;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.DeclaredTools.Templates;
using FourRunr.ToolProxy.Schemas;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.DeclaredTools.Calls;

/// <summary>Turns the actions of a declared tool into actions of the catalog.</summary>
internal static class DeclaredActions
{
    /// <param name="version">Changes with the definition.</param>
    public static IReadOnlyList<ToolAction> Of(ToolDefinition tool, string version, IToolAdapter adapter) =>
    [
        .. tool.Actions.Values.Select(action => new ToolAction
        {
            Tool = tool.Tool,
            Name = action.Name,
            Version = version,
            Permission = action.Permission,
            Description = action.Description ?? tool.Description ?? $"{action.Method} of {tool.Tool}.",
            Idempotent = action.Idempotent,
            ParametersSchema = (JsonObject)action.Parameters.Document.DeepClone(),
            Validate = parameters => Validate(tool, action, parameters),
            UrlParameters = action.UrlParameters,
            PlainParameters = action.PlainParameters,
            Adapter = adapter,
            CacheFor = action.CacheFor,
            SharesCache = tool.SharesCache,
            Times = action.Times,
        }),
    ];

    private static Dictionary<string, string[]>? Validate(ToolDefinition tool, ActionDefinition action, JsonElement parameters)
    {
        var errors = new ParameterErrors();
        action.Parameters.Check(parameters, $"{tool.Tool}.{action.Name}", errors);
        if (!errors.Any)
        {
            action.Path.Check(parameters, errors);
            foreach (var (_, template) in action.Headers)
            {
                if (template.Render(parameters) is { } text && !HeaderRules.IsText(text))
                {
                    errors.Add(template.Parameters.First(), "must be printable ASCII without line breaks: it is part of a header");
                }
            }

            CheckHosts(action.UrlParameters, parameters, errors);
        }

        return errors.Any ? errors.ToDictionary() : null;
    }

    /// <summary>Policies check the host of a URL. A host that parsers read in different ways is refused.</summary>
    private static void CheckHosts(IReadOnlyList<string> names, JsonElement parameters, ParameterErrors errors)
    {
        foreach (var name in names)
        {
            if (TextTemplate.TextOf(parameters, name) is { } text && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0
                && !HostName.TryRead(url, out _, out var problem))
            {
                errors.Add(name, $"has a host that {problem}");
            }
        }
    }
}
