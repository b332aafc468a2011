namespace FourRunr.ToolProxy.Idempotency;

/// <summary>A stored key.</summary>
internal sealed record IdempotencyRow
{
    /// <summary>Claimed; the end of the call is not stored yet, or never will be.</summary>
    public const string Held = "held";

    /// <summary>Ended with the result in <see cref="Answer"/>.</summary>
    public const string Kept = "kept";

    /// <summary>Ended; whether the tool acted is not known.</summary>
    public const string Unknown = "unknown";

    public required string Scope { get; init; }

    /// <summary>Keyed hash of the parameters.</summary>
    public required string Body { get; init; }

    public required string Owner { get; init; }

    public required string State { get; init; }

    public required bool SideEffects { get; init; }

    /// <summary>A claim that is not completed by then counts as abandoned.</summary>
    public required DateTimeOffset LeaseEndsAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public byte[]? Answer { get; init; }
}
