namespace FourRunr.ToolProxy.Idempotency;

/// <summary>What is stored of a key.</summary>
internal sealed record IdempotencyRow
{
    /// <summary>Claimed; how it ended is not stored yet, or never will be.</summary>
    public const string Held = "held";

    /// <summary>Ended with <see cref="Answer"/>.</summary>
    public const string Kept = "kept";

    /// <summary>Ended without anybody knowing whether the tool acted.</summary>
    public const string Unknown = "unknown";

    public required string Scope { get; init; }

    /// <summary>Keyed hash of the parameters.</summary>
    public required string Body { get; init; }

    public required string Owner { get; init; }

    public required string State { get; init; }

    public required bool SideEffects { get; init; }

    /// <summary>Whoever has not settled by then is taken for dead.</summary>
    public required DateTimeOffset LeaseEndsAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public byte[]? Answer { get; init; }
}
