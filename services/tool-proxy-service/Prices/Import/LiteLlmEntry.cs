namespace FourRunr.ToolProxy.Prices.Import;

/// <summary>One entry of LiteLLM's file: whose model it is, and whether it is paid by tokens.</summary>
internal sealed class LiteLlmEntry(string key, JsonElement value)
{
    private const string Embedding = "embedding";
    private const string CompletionsApi = "text-completion-";
    private const int LongestShown = 60;

    /// <summary>Modes whose input and output are text.</summary>
    private static readonly string[] Modes = ["chat", "completion", "responses", Embedding];

    private string? Mode => Text("mode");

    public bool IsEmbedding => Mode == Embedding;

    /// <summary>What goes before the first slash; of a key without one, LiteLLM's name of the provider without that of the API.</summary>
    public string Provider => key.Contains('/', StringComparison.Ordinal) ? key[..key.IndexOf('/', StringComparison.Ordinal)] : Text("litellm_provider") switch
    {
        null => "",
        "bedrock_converse" => "bedrock",
        "cohere_chat" => "cohere",
        "azure_text" => "azure",
        var name when name.StartsWith(CompletionsApi, StringComparison.Ordinal) => name[CompletionsApi.Length..],
        var name when name.StartsWith("vertex_ai-", StringComparison.Ordinal) => "vertex_ai",
        var name => name,
    };

    public string Model => key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <returns>Why the entry is no price of a model that is paid by tokens, as a sentence; null when it is one.</returns>
    public string? Complain() => value.ValueKind != JsonValueKind.Object ? "The entry is not an object."
        : Mode is not { } mode ? "It does not say its mode."
        : !Modes.Contains(mode) ? $"The mode '{Characters.Cut(mode, LongestShown)}' is not one of text: {string.Join(", ", Modes)}."
        : Provider.Length == 0 ? "It does not say its provider."
        : null;

    private string? Text(string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
