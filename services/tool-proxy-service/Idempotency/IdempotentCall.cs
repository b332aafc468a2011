using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>
/// A call that carries an <c>Idempotency-Key</c>. Agent, tool, action and key identify it; the parameters must stay the same.
/// </summary>
internal sealed record IdempotentCall(string AgentId, ToolAction Action, string Key, JsonElement Parameters);
