using System.Text.Json;
using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Tools;

/// <summary>What an adapter is asked: the agent may ask it, and the parameters are valid.</summary>
internal sealed record ToolRequest
{
    public required ToolAction Action { get; init; }

    /// <summary>A JSON object that the action's validator accepted.</summary>
    public required JsonElement Parameters { get; init; }

    /// <summary>Never null for an adapter that needs one.</summary>
    public ToolCredential? Credential { get; init; }

    /// <summary>What the policies say of a further URL that an answer leads to (a redirect); null when it may be asked.</summary>
    public Func<Uri, Refusal?> CheckUrl { get; init; } = _ => null;

    /// <summary>Who asks, for what a tool must keep apart; nothing that a tool is told.</summary>
    public string? AgentId { get; init; }

    /// <summary>Called before every attempt, so that a caller who goes away meanwhile is charged with it all the same.</summary>
    public Action OnAttempt { get; init; } = () => { };

    /// <summary>Null for a caller that only waits for the answer.</summary>
    public CallerDialog? Dialog { get; init; }

    /// <summary>The caller's <c>Idempotency-Key</c>; for APIs that take one too.</summary>
    public string? IdempotencyKey { get; init; }
}
