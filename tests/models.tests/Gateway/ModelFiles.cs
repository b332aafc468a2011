using FourRunr.Testing;

namespace FourRunr.Models.Tests.Gateway;

/// <summary>
/// The files of a gateway that asks a test provider for everything, in both APIs. Only models whose names end with <c>-down</c> are asked of a
/// provider that is away.
/// </summary>
internal sealed class ModelFiles : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private ModelFiles(Uri provider, Uri away) => AllowedTargets = $"{provider.Authority},{away.Authority}";

    /// <summary>For <c>OUTBOUND_ALLOWED_TARGETS</c>.</summary>
    public string AllowedTargets { get; }

    public string Models => Path.Combine(_folder.Path, "models.json");

    public string Prices => Path.Combine(_folder.Path, "prices.json");

    public static async Task<ModelFiles> WriteAsync(Uri provider, IEnumerable<KeyValuePair<string, TestPrice>> prices)
    {
        var away = FreePort.FindUrl();
        var files = new ModelFiles(provider, away);
        var providers = new JsonArray(
            Provider("openai_away", "openai", new Uri(away, "v1"), "*-down"), Provider("anthropic_away", "anthropic", away, "*-down"),
            Provider("openai_test", "openai", new Uri(provider, "v1"), "*"), Provider("anthropic_test", "anthropic", provider, "*"));
        await File.WriteAllTextAsync(files.Models, new JsonObject { ["providers"] = providers }.ToJsonString());
        var models = new JsonObject(prices.Select(price => KeyValuePair.Create<string, JsonNode?>(price.Key, price.Value.ToJson())));
        await File.WriteAllTextAsync(files.Prices, new JsonObject { ["models"] = models }.ToJsonString());
        return files;
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Failures that tests want must not open its breaker.</summary>
    private static JsonObject Provider(string name, string dialect, Uri url, string models) => new()
    {
        ["name"] = name,
        ["dialect"] = dialect,
        ["base_url"] = url.ToString(),
        ["models"] = new JsonArray(models),
        ["max_concurrent"] = 1000,
        ["breaker"] = new JsonObject { ["minimum_calls"] = 10_000 },
    };
}
