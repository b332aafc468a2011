namespace FourRunr.ToolProxy.Models.Providers;

/// <summary>
/// The providers of models and their routes: the file <c>MODELS_FILE</c> (JSON, or YAML by its ending), read at start only; one that is not valid
/// stops the start. Without it there are mocks, but in Production only if <c>UPSTREAM_MODE</c> is <c>mock</c>.
/// </summary>
internal sealed class ModelsFile(IConfiguration configuration, IHostEnvironment environment, ModelsDocumentReader reader)
{
    public const string Key = "MODELS_FILE";
    private const string Mocks = "models.yaml";

    /// <exception cref="InvalidConfigurationException">The file is not valid; the message says where.</exception>
    public ModelDirectory Read()
    {
        if (configuration[Key] is { Length: > 0 } file)
        {
            return Read(file, ReadFile(file));
        }

        return environment.IsDevelopment() || environment.IsEnvironment(GatewaySettings.StandaloneEnvironment) || configuration["UPSTREAM_MODE"] == "mock"
            ? Read(Mocks, ReadEmbedded())
            : new ModelDirectory([], []);
    }

    private ModelDirectory Read(string file, JsonElement json)
    {
        var errors = new DocumentErrors();
        return reader.Read(json, errors) is { } document ? new ModelDirectory(document.Providers, document.Routes) : throw Invalid(file, errors.ToString());
    }

    private static JsonElement ReadFile(string file)
    {
        try
        {
            return Path.GetExtension(file) is ".yaml" or ".yml" ? YamlToJson.Read(File.ReadAllText(file)).Single() : StrictJson.Read(File.ReadAllBytes(file));
        }
        catch (FormatException exception)
        {
            throw Invalid(file, exception.Message);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw Invalid(file, "It cannot be read as one document of JSON or YAML.");
        }
    }

    private static JsonElement ReadEmbedded()
    {
        using var stream = typeof(ModelsFile).Assembly.GetManifestResourceStream(Mocks)
            ?? throw new InvalidOperationException($"{Mocks} is missing.");
        using var text = new StreamReader(stream, Encoding.UTF8);
        return YamlToJson.Read(text.ReadToEnd()).Single();
    }

    private static InvalidConfigurationException Invalid(string file, string error) => new($"{Key}: {Path.GetFileName(file)}: {error}");
}
