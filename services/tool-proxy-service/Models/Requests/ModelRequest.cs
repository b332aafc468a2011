namespace FourRunr.ToolProxy.Models.Requests;

/// <summary>What the gateway has to know of a request to a model. Everything else in the body is passed on as it is.</summary>
internal sealed record ModelRequest
{
    public required string Model { get; init; }

    public bool Streams { get; init; }

    /// <summary>Whether a stream of chat completions is to end with usage.</summary>
    public bool WantsUsage { get; init; }

    /// <summary>The cap that the caller asks for, for each choice; null without one.</summary>
    public int? OutputCap { get; init; }

    public int Choices { get; init; } = 1;

    /// <summary>Tools that run at the provider, by their type.</summary>
    public IReadOnlyList<string> ServerTools { get; init; } = [];

    /// <summary>Whether the request describes tools of any kind.</summary>
    public bool HasTools { get; init; }

    /// <summary>Null for the usual one.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>What makes the cost unbounded or unknown, in words for the caller.</summary>
    public string? Unpriced { get; init; }

    /// <summary>Whether the model reads more than the request holds: files, pictures, a conversation that the provider keeps.</summary>
    public bool IsInputUnbounded { get; init; }

    /// <summary>Whether the caller asks for thinking that is paid for and not shown.</summary>
    public bool AsksToReason { get; init; }
}
