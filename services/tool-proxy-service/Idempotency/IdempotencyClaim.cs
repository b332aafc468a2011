using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>The result of claiming the key of a call.</summary>
internal abstract record IdempotencyClaim
{
    /// <summary>The call goes on; the holder of <paramref name="Handle"/> must complete or release the claim.</summary>
    public sealed record Granted(IdempotencyHandle Handle) : IdempotencyClaim;

    /// <summary>The call was made before: the tool's result of then, before any filter.</summary>
    public sealed record Replay(ToolResult Result) : IdempotencyClaim;

    public sealed record Refused(Refusal Why) : IdempotencyClaim;

    /// <summary>The <see cref="IdempotentCall.Condition"/> does not hold (any more); the key is as it was.</summary>
    public sealed record NotMet : IdempotencyClaim;
}

/// <summary>The right to say how a claimed call ended.</summary>
/// <param name="Scope">Keyed hash of agent, tool, action and key.</param>
/// <param name="Owner">Identifies this claim: a claim that was taken over cannot change the row any more.</param>
internal sealed record IdempotencyHandle(string Scope, string Owner, bool HasSideEffects)
{
    /// <summary>See <see cref="IdempotentCall"/>.</summary>
    public IClaimCondition? Condition { get; init; }

    /// <summary>See <see cref="IdempotentCall"/>.</summary>
    public bool KeepsAnswer { get; init; } = true;
}
