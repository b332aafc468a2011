using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Parameters;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Calls;

/// <summary>A call that passed identity, token, policy, validation and guards. Only the check step of the pipeline makes one.</summary>
/// <param name="Policy">The decision that allows the call.</param>
/// <param name="Dialog">See <see cref="ToolCall"/>.</param>
/// <param name="Model">How a model is asked; null for all other actions.</param>
/// <param name="IdempotencyKey">Null for a call without one.</param>
internal sealed record AllowedCall(
    AgentIdentity Agent, ToolAction Action, PolicyDecision Policy, CallParameters Parameters, string? IdempotencyKey, CallerDialog? Dialog = null, ModelPlan? Model = null);
