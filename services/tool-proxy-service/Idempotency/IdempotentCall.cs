using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>
/// A call that carries an <c>Idempotency-Key</c>. Agent, tool, action and key identify it; the parameters must stay the same.
/// </summary>
/// <param name="Condition">What must hold beside; null for nothing.</param>
/// <param name="KeepsAnswer">Whether later calls get the answer. Without, the key is only spent when the call ends.</param>
internal sealed record IdempotentCall(
    string AgentId, ToolAction Action, string Key, JsonElement Parameters, IClaimCondition? Condition = null, bool KeepsAnswer = true);
