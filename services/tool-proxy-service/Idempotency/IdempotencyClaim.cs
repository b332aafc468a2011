using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>What the key of a call allows.</summary>
internal abstract record IdempotencyClaim
{
    /// <summary>The call goes on, and whoever holds <paramref name="Handle"/> settles or releases it.</summary>
    public sealed record Granted(IdempotencyHandle Handle) : IdempotencyClaim;

    /// <summary>The call was made before: what the tool answered then, before any filter.</summary>
    public sealed record Replay(ToolResult Result) : IdempotencyClaim;

    public sealed record Refused(Refusal Why) : IdempotencyClaim;
}

/// <summary>The right to say how a claimed call ended.</summary>
/// <param name="Scope">Keyed hash of agent, tool, action and key.</param>
/// <param name="Owner">This claim and no other of the same key: whoever was overtaken changes nothing any more.</param>
internal sealed record IdempotencyHandle(string Scope, string Owner, bool HasSideEffects);
