using FourRunr.ToolProxy.DeclaredTools.Definitions;

namespace FourRunr.ToolProxy.DeclaredTools.Catalog;

/// <summary>
/// Tools that are declared in files: every <c>*.yaml</c>, <c>*.yml</c> and <c>*.json</c> of the folder <c>TOOLS_DIR</c>, read at start
/// only. A file that is not valid stops the start.
/// </summary>
internal static class DefinitionFiles
{
    public const string Key = "TOOLS_DIR";
    private const string ProcessesKey = "MCP_STDIO";
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <exception cref="InvalidConfigurationException">The folder or a file is not valid; the message names the file.</exception>
    public static IReadOnlyList<(ToolDefinition Tool, JsonElement Document)> Read(
        IConfiguration configuration, IHostEnvironment environment, BaseUrlRules rules)
    {
        if (configuration[Key] is not { Length: > 0 } folder)
        {
            return [];
        }

        if (!Directory.Exists(folder))
        {
            throw new InvalidConfigurationException($"{Key} must be an existing folder.");
        }

        var tools = new Dictionary<string, (ToolDefinition, JsonElement)>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder).Where(file => Extensions.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal))
        {
            foreach (var document in ReadFile(file))
            {
                var tool = Read(file, document, rules);
                if (tool.Mcp?.Command is not null && !MayStartProcesses(configuration, environment))
                {
                    throw Invalid(file, $"The tool '{tool.Tool}' is a process, and {ProcessesKey} does not allow any.");
                }

                if (!tools.TryAdd(tool.Tool, (tool, document)))
                {
                    throw Invalid(file, $"The tool '{tool.Tool}' is declared twice.");
                }
            }
        }

        return [.. tools.Values];
    }

    /// <summary>A process runs as the gateway does: in Production only if an operator says so.</summary>
    private static bool MayStartProcesses(IConfiguration configuration, IHostEnvironment environment) => configuration[ProcessesKey] switch
    {
        "on" => true,
        "off" => false,
        null or "" => !environment.IsProduction(),
        _ => throw new InvalidConfigurationException($"{ProcessesKey} must be 'on' or 'off'."),
    };

    private static IReadOnlyList<JsonElement> ReadFile(string file)
    {
        try
        {
            return Path.GetExtension(file) == ".json" ? [StrictJson.Read(File.ReadAllBytes(file))] : YamlToJson.Read(File.ReadAllText(file));
        }
        catch (FormatException exception)
        {
            throw Invalid(file, exception.Message);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Invalid(file, "It cannot be read as JSON or YAML.");
        }
    }

    private static ToolDefinition Read(string file, JsonElement document, BaseUrlRules rules)
    {
        var errors = new DocumentErrors();
        return rules.ReadDefinition(document, path: "", errors) ?? throw Invalid(file, errors.ToString());
    }

    private static InvalidConfigurationException Invalid(string file, string error) => new($"{Key}: {Path.GetFileName(file)}: {error}");
}
