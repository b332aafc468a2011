namespace FourRunr.ToolProxy.Idempotency;

/// <summary>A stored key.</summary>
/// <param name="Body">Keyed hash of the parameters.</param>
/// <param name="LeaseEndsAt">A claim that is not completed by then counts as abandoned.</param>
internal sealed record IdempotencyRow(
    string Scope, string Body, string Owner, string State, bool SideEffects,
    DateTimeOffset LeaseEndsAt, DateTimeOffset ExpiresAt, byte[]? Answer)
{
    /// <summary>Claimed; the end of the call is not stored yet, or never will be.</summary>
    public const string Held = "held";

    /// <summary>Ended with the result in <see cref="Answer"/>.</summary>
    public const string Kept = "kept";

    /// <summary>Ended, without a result for later calls.</summary>
    public const string Spent = "spent";

    /// <summary>Ended; whether the tool acted is not known.</summary>
    public const string Unknown = "unknown";
}
