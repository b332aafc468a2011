using FourRunr.PolicyEvaluation.Models;
using FourRunr.ToolProxy.Resilience;

namespace FourRunr.ToolProxy.Models.Providers;

/// <summary>A server of models, as the operator describes it in <c>MODELS_FILE</c>.</summary>
internal sealed record ModelProvider
{
    /// <summary>1 to 64 of <c>a-z 0-9 _ -</c>, beginning with a letter; unique.</summary>
    public required string Name { get; init; }

    public required ModelApi Api { get; init; }

    /// <summary>With a slash at its end. Null for a mock.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>Names of credentials in the store, in the order in which they are used. Empty: the server asks for none.</summary>
    public IReadOnlyList<string> Credentials { get; init; } = [];

    /// <summary>How the server is told its credential.</summary>
    public KeyPlacement Key { get; init; }

    /// <summary>Models that it may be asked for: names, or patterns with <c>*</c>.</summary>
    public required IReadOnlyList<ModelPattern> Models { get; init; }

    /// <summary>Models that may think without showing it. Default: those of OpenAI that do.</summary>
    public required IReadOnlyList<ModelPattern> ReasoningModels { get; init; }

    /// <summary>Values of <c>anthropic-beta</c> that are passed on. Default: none.</summary>
    public IReadOnlyList<ModelPattern> Betas { get; init; } = [];

    /// <summary>Headers that every request has.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The member of chat completions that bounds the output. Default <c>max_completion_tokens</c>.</summary>
    public CapMember Cap { get; init; }

    /// <summary>Until the first byte of an answer that streams. Default 60 s.</summary>
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two parts of an answer that streams. Default 60 s.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>One attempt, its whole answer included. Default 600 s.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Calls under way at once in this process. Default 100.</summary>
    public int MaxConcurrent { get; init; } = 100;

    /// <summary>Fewest attempts within 30 s at which the breaker may open. Default 10.</summary>
    public int BreakerMinimum { get; init; } = BreakerSettings.MinimumThroughput;

    /// <summary>How long the breaker stays open before one call may try. Default 5 s.</summary>
    public TimeSpan BreakerPause { get; init; } = BreakerSettings.Break;

    public bool IsMock => BaseUrl is null;
}

/// <summary>Where a request carries the credential.</summary>
internal enum KeyPlacement
{
    /// <summary><c>Authorization: Bearer</c>. The default of <c>openai</c>.</summary>
    Bearer,

    /// <summary><c>x-api-key</c>. The default of <c>anthropic</c>.</summary>
    XApiKey,

    /// <summary><c>api-key</c>, as Azure has it.</summary>
    ApiKey,
}

/// <summary>Members of chat completions that bound the output.</summary>
internal enum CapMember
{
    MaxCompletionTokens,
    MaxTokens,
}
