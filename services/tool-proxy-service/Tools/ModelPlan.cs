namespace FourRunr.ToolProxy.Tools;

/// <summary>How a model is asked, as policies allow it. What it may cost at most follows from it.</summary>
internal sealed record ModelPlan
{
    /// <summary>The name that the caller uses.</summary>
    public required string Model { get; init; }

    /// <summary>Who may answer, in the order in which they are tried; never empty.</summary>
    public required IReadOnlyList<ModelCandidate> Candidates { get; init; }

    /// <summary>Upper bound of the input in tokens, tools and instructions included.</summary>
    public required long InputTokens { get; init; }

    /// <summary>The cap that is sent, for each choice; 0 where the dialect has no output (embeddings). Null where nobody sets one.</summary>
    public int? OutputCap { get; init; }

    /// <summary>How many answers are asked for. Default 1.</summary>
    public int Choices { get; init; } = 1;

    /// <summary>Whether the answer streams.</summary>
    public bool Streams { get; init; }

    /// <summary>Whether the caller asked for usage at the end of its stream; otherwise that is stripped.</summary>
    public bool WantsUsage { get; init; }

    /// <summary>The provider's tier that the caller asks for (<c>service_tier</c>), e.g. <c>priority</c>; null for the usual one.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>The call costs nothing: its tokens are only counted.</summary>
    public bool IsFree { get; init; }

    /// <summary>
    /// What makes the cost unbounded or unknown, in words for the caller: <c>background</c>, a server tool, <c>previous_response_id</c>. With a
    /// budget in dollars such calls are refused.
    /// </summary>
    public string? Unpriced { get; init; }

    /// <summary>Whether the input is bounded only by the model's context window (files, a conversation that the provider keeps).</summary>
    public bool IsInputUnbounded { get; init; }

    /// <summary>Whether the model may think without showing it: then only the provider knows what an answer that broke off has cost.</summary>
    public bool MayReasonHidden { get; init; }

    public ModelHeaders Headers { get; init; } = ModelHeaders.None;
}

/// <summary>A model at a provider.</summary>
internal sealed record ModelCandidate(string Provider, string Model)
{
    /// <summary>How the gateway counts tokens where the provider does not say how many there were. Default <c>o200k_base</c>.</summary>
    public TokenEncoding Encoding { get; init; }

    /// <summary>How many more tokens the model makes of a text than the encoding does. Default 1.</summary>
    public decimal TokenFactor { get; init; } = 1;
}
