using System.Text.Json;
using System.Text.Json.Serialization;
using FourRunr.ToolProxy.Parameters;

namespace FourRunr.ToolProxy.BuiltInTools.OpenAi;

/// <summary>What chats and completions have in common. Open: further fields of the API go through as they are.</summary>
internal abstract record OpenAiParameters
{
    public string? Model { get; init; }

    public double? Temperature { get; init; }

    public int? MaxTokens { get; init; }

    public double? TopP { get; init; }

    public int? N { get; init; }

    public OneOrMany? Stop { get; init; }

    public double? PresencePenalty { get; init; }

    public double? FrequencyPenalty { get; init; }

    public IReadOnlyDictionary<string, double>? LogitBias { get; init; }

    public string? User { get; init; }

    public long? Seed { get; init; }

    /// <summary>Only false: the answer is filtered as a whole before any of it leaves.</summary>
    public bool? Stream { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; init; }
}

/// <summary>Parameters of <c>openai.chat</c>: messages, or the same as input.</summary>
internal sealed record ChatParameters : OpenAiParameters
{
    public IReadOnlyList<ChatMessage>? Messages { get; init; }

    /// <summary>A string, or messages.</summary>
    public JsonElement? Input { get; init; }

    public int? MaxCompletionTokens { get; init; }

    public JsonElement? ResponseFormat { get; init; }

    public IReadOnlyList<JsonElement>? Tools { get; init; }

    /// <summary>A word or an object.</summary>
    public JsonElement? ToolChoice { get; init; }

    public bool? Logprobs { get; init; }

    public int? TopLogprobs { get; init; }
}

/// <summary>One message of a chat.</summary>
internal sealed record ChatMessage
{
    public string? Role { get; init; }

    /// <summary>A string, or an array of parts.</summary>
    public JsonElement? Content { get; init; }

    public IReadOnlyList<JsonElement>? ToolCalls { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; init; }
}

/// <summary>Parameters of <c>openai.complete</c>.</summary>
internal sealed record CompletionParameters : OpenAiParameters
{
    /// <summary>A string, strings, tokens, or arrays of tokens.</summary>
    public JsonElement? Prompt { get; init; }

    public string? Suffix { get; init; }

    public bool? Echo { get; init; }

    public int? BestOf { get; init; }

    public int? Logprobs { get; init; }
}
