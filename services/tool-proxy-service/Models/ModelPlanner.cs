using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Parameters;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models;

/// <summary>Says how a model is asked: by which providers, with which output cap, within what the policies allow.</summary>
internal sealed class ModelPlanner
{
    private readonly ErrorKind _unknown = GatewayErrors.ModelNotFound;

    /// <param name="parameters">Valid by the dialect.</param>
    public RefusalOr<ModelPlan> Plan(ToolAction action, PolicyDecision policy, CallParameters parameters) => new Refusal(_unknown);
}
