namespace FourRunr.Faults.Gateway;

/// <summary>What the front doors are told of models: one provider that speaks both APIs, and prices that make whole micro-dollars.</summary>
internal static class ModelFiles
{
    /// <summary>Millionths of a dollar for a token.</summary>
    public const long Input = 1, Output = 2;

    /// <summary>Every one is known to the provider by its last word.</summary>
    public const string Paced = "gpt-4-paced", Whole = "gpt-4-ok", Uncounted = "gpt-4-uncounted", Cut = "gpt-4-cut", Failing = "gpt-4-failing", Claude = "claude-paced";

    private static readonly string[] All = [Paced, Whole, Uncounted, Cut, Failing, Claude];

    /// <summary>
    /// An answer has a second of work in it and may take 30: on a busy machine time is no fault of the provider. Some answers break on purpose, and
    /// the breaker is not what is looked at.
    /// </summary>
    public static string WriteProviders(string directory, Uri provider) => Write(directory, "models.yaml", $"""
        providers:
        - name: openai
          dialect: openai
          base_url: {provider}v1
          models: ["gpt-4-*"]
          first_byte: 20s
          idle: 20s
          total: 30s
          max_concurrent: 1000
          breaker: {Breaker}
        - name: anthropic
          dialect: anthropic
          base_url: {provider}
          models: ["claude-*"]
          first_byte: 20s
          idle: 20s
          total: 30s
          max_concurrent: 1000
          breaker: {Breaker}
        """);

    public static string WritePrices(string directory) => Write(
        directory, "prices.yaml", $"models:\n{string.Concat(All.Select(model => $"  {model}: {{input: \"{Input}\", output: \"{Output}\"}}\n"))}");

    private const string Breaker = "{minimum_calls: 10000}";

    private static string Write(string directory, string name, string text)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
