using System.Collections.Concurrent;
using FourRunr.ToolProxy.DeclaredTools.Calls;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Schemas;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools;

/// <summary>A tool that comes with the gateway. Its embedded document says what its actions are and what their parameters may be.</summary>
internal static class BuiltInTool
{
    private static readonly ConcurrentDictionary<string, ToolDefinition> Definitions = new(StringComparer.Ordinal);

    public static ToolDefinition Definition(string tool) => Definitions.GetOrAdd(tool, ReadEmbedded);

    /// <param name="checks">What the schemas cannot say.</param>
    public static IReadOnlyList<ToolAction> Actions(string tool, IToolAdapter adapter, params ExtraCheck[] checks) =>
    [
        .. DeclaredActions.Of(Definition(tool), version: tool, adapter).Select(action => action with
        {
            Version = null,
            Validate = parameters => Validate(Definition(tool).Actions[action.Name].Parameters, $"{tool}.{action.Name}", checks, parameters),
        }),
    ];

    private static Dictionary<string, string[]>? Validate(ParameterSchema schema, string action, ExtraCheck[] checks, JsonElement parameters)
    {
        if (!StrictJson.IsUnicode(parameters))
        {
            return new Dictionary<string, string[]> { ["params"] = ["contain text that is not valid Unicode"] };
        }

        var errors = new ParameterErrors();
        schema.Check(parameters, action, errors);
        foreach (var check in checks)
        {
            if (!errors.Covers(check.Parameter) && parameters.TryGetProperty(check.Parameter, out var value))
            {
                foreach (var complaint in check.Complain(value))
                {
                    errors.Add(check.Parameter, complaint);
                }
            }
        }

        return errors.Any ? errors.ToDictionary() : null;
    }

    private static ToolDefinition ReadEmbedded(string tool)
    {
        using var stream = typeof(BuiltInTool).Assembly.GetManifestResourceStream($"{tool}.yaml")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var errors = new DocumentErrors();
        return ToolDefinitionReader.Read(YamlToJson.Read(reader.ReadToEnd()).Single(), path: "", errors, complainOfName: _ => null)
            ?? throw new InvalidOperationException(
                $"The definition of {tool} is not valid: {string.Join(' ', errors.ToDictionary().Select(error => $"{error.Key} {string.Join(' ', error.Value)}"))}");
    }
}
