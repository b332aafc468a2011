using System.Security.Cryptography;
using FourRunr.ToolProxy.Prices.Documents;

namespace FourRunr.ToolProxy.Prices.Catalog;

/// <summary>Prices in a file (<c>PRICES_FILE</c>, YAML or JSON), read at start only. One that is not valid stops the start.</summary>
/// <param name="Version">Equal files have equal versions.</param>
internal sealed record PriceFile(string Version, PriceDocument Document)
{
    public const string Key = "PRICES_FILE";

    /// <returns>Null when no file is configured.</returns>
    /// <exception cref="InvalidConfigurationException">The file is not valid; the message says why.</exception>
    public static PriceFile? Read(IConfiguration configuration)
    {
        if (configuration[Key] is not { Length: > 0 } file)
        {
            return null;
        }

        try
        {
            var bytes = File.ReadAllBytes(file);
            var documents = Path.GetExtension(file) == ".json" ? [StrictJson.Read(bytes)] : YamlToJson.Read(File.ReadAllText(file));
            var errors = new DocumentErrors();
            return documents is not [var document] ? throw Invalid("It must hold exactly one document.")
                : PriceDocumentReader.Read(document, path: "", errors) is { } prices ? new PriceFile(PriceVersionId.OfFile(SHA256.HashData(bytes)), prices)
                : throw Invalid(errors.ToString());
        }
        catch (FormatException exception)
        {
            throw Invalid(exception.Message);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Invalid("It cannot be read as JSON or YAML.");
        }
    }

    private static InvalidConfigurationException Invalid(string error) => new($"{Key}: {error}");
}
