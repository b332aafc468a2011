using FourRunr.ToolProxy.DeclaredTools.Calls;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.BuiltInTools;

/// <summary>
/// The APIs of tools that come with the gateway and are spoken to as declared tools are. <see cref="ApiOptions"/> change where they are and
/// how long they may take.
/// </summary>
internal sealed class EmbeddedApi(OutboundHttp http, ApiResponses answers, BaseUrlRules rules, IOptionsMonitor<ApiOptions> options)
{
    /// <exception cref="InvalidConfigurationException">The API cannot be asked where the settings say it is.</exception>
    public DeclaredHttpAdapter Connect(string tool)
    {
        var definition = Configure(tool);
        return rules.Complain(definition) is { } complaint
            ? throw new InvalidConfigurationException($"{KeyOf(tool)} {complaint}.")
            : new DeclaredHttpAdapter(definition, http, answers);
    }

    /// <summary>The actions with the times of their API, whoever answers for it.</summary>
    public IEnumerable<ToolAction> WithTimes(string tool, IReadOnlyList<ToolAction> actions)
    {
        var definition = Configure(tool);
        return actions.Select(action => action with { Times = definition.Actions[action.Name].Times });
    }

    private ToolDefinition Configure(string tool)
    {
        var settings = options.Get(tool);
        var definition = BuiltInTool.Definition(tool);
        var baseUrl = string.IsNullOrEmpty(settings.BaseUrl)
            ? definition.BaseUrl
            : ToolDefinitionReader.ParseBaseUrl(settings.BaseUrl)
                ?? throw new InvalidConfigurationException($"{KeyOf(tool)} must be an absolute http(s) URL without user name, query, fragment and escapes, such as {definition.BaseUrl}.");
        return definition with
        {
            BaseUrl = baseUrl,
            Credential = settings.Credential == "none" ? null : definition.Credential,
            Actions = definition.Actions.ToDictionary(action => action.Key, action => action.Value with
            {
                Times = settings.Apply(action.Value.Times),
                MaxResponseBytes = settings.MaxResponseBytes ?? action.Value.MaxResponseBytes,
            }),
        };
    }

    private static string KeyOf(string tool) => $"Tools__{tool}__BaseUrl";
}
