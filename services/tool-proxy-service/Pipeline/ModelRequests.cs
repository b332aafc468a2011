using FourRunr.ToolProxy.CallRecords;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Constraints;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Models;
using FourRunr.ToolProxy.Parameters;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Pipeline;

/// <summary>
/// What calls to models have beyond those of other tools: their requests are filtered, and how the model is asked is planned. All that follows (hash,
/// record, hold, <c>Idempotency-Key</c>, provider) sees the filtered request only.
/// </summary>
internal sealed class ModelRequests(ConstraintChecks constraints, CallParametersReader reader, ModelPlanner planner)
{
    /// <param name="parameters">As guards have allowed them; filtered on return.</param>
    public RefusalOr<ModelPlan> Prepare(ToolAction action, PolicyDecision policy, ModelHeaders? headers, CallFacts facts, ref CallParameters parameters)
    {
        facts.AskedModel = action.ModelOf(parameters.Value);
        if (policy.Constraints.HasRequestFilters && Filter(action, policy, facts, ref parameters) is { } withheld)
        {
            return withheld;
        }

        return planner.Plan(action, policy, parameters, headers);
    }

    private Refusal? Filter(ToolAction action, PolicyDecision policy, CallFacts facts, ref CallParameters parameters)
    {
        if (constraints.OfRequest(policy.Constraints, parameters.Value, out var redacted) is { } withheld)
        {
            // Settings of a request are recorded as they came, and any of them may be where the text is.
            parameters.Recorded = null;
            return withheld;
        }

        if (redacted is { } request)
        {
            parameters = reader.Replace(parameters, request);
            parameters.Recorded = RecordedParameters.Of(action, request);
            facts.Parameters = parameters;
        }

        return null;
    }
}
