using System.Text.RegularExpressions;
using FourRunr.PolicyEvaluation.Models;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Models.Providers;
using FourRunr.ToolProxy.Models.Requests;
using FourRunr.ToolProxy.Parameters;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models;

/// <summary>Says how a model is asked: by which providers, with which output cap, within what the policies allow.</summary>
internal sealed partial class ModelPlanner(ModelDirectory directory)
{
    /// <param name="action">A model's endpoint, or a tool that asks a model: then the tool is the provider.</param>
    /// <param name="parameters">Valid by the dialect. Guards have allowed the model: of one that is denied nobody learns whether there is one.</param>
    /// <param name="headers">Null for none.</param>
    public RefusalOr<ModelPlan> Plan(ToolAction action, PolicyDecision policy, CallParameters parameters, ModelHeaders? headers)
    {
        var dialect = action.Dialect ?? ModelDialect.ChatCompletions;
        var request = ModelRequestReader.Of(dialect, parameters.Value);
        var rules = policy.Constraints.Models;
        var candidates = action.Dialect is null
            ? [new ModelCandidate(action.Tool, request.Model)]
            : directory.Find(dialect.Api(), request.Model)?.Candidates;
        if (candidates is null)
        {
            return new Refusal(GatewayErrors.ModelNotFound);
        }

        var input = InputBound.Of(parameters.Value, request);
        var excess = rules.CapOutput(request.OutputCap, out var cap);
        if ((Check(rules, request, input) ?? excess) is { } breach)
        {
            return ToRefusal(breach);
        }

        if (dialect == ModelDialect.Messages && cap is null)
        {
            return new Refusal(GatewayErrors.ParamsInvalid, "Some parameters are not valid.")
            {
                Errors = new Dictionary<string, string[]> { ["max_tokens"] = ["is required"] },
            };
        }

        return new ModelPlan
        {
            Model = request.Model,
            Candidates = candidates,
            InputTokens = input,
            OutputCap = dialect is ModelDialect.Embeddings or ModelDialect.CountTokens ? 0 : cap,
            Choices = request.Choices,
            Streams = request.Streams,
            WantsUsage = request.WantsUsage,
            ServiceTier = request.ServiceTier,
            IsFree = dialect == ModelDialect.CountTokens,
            Unpriced = request.Unpriced,
            IsInputUnbounded = request.IsInputUnbounded,
            MayReasonHidden = request.AsksToReason || (action.Dialect is not null && candidates.Any(IsReasoning)),
            Headers = headers ?? ModelHeaders.None,
        };
    }

    private static PolicyEvaluation.ConstraintDenial? Check(CompiledModelRules rules, ModelRequest request, long input) =>
        rules.CheckInput(input)
        ?? rules.CheckChoices(request.Choices)
        ?? request.ServerTools.Select(type => CheckServerTool(rules, type)).FirstOrDefault(denial => denial is not null);

    /// <summary>A tool whose type ends with a date (<c>web_search_20250305</c>) may also be named without it.</summary>
    private static PolicyEvaluation.ConstraintDenial? CheckServerTool(CompiledModelRules rules, string type) =>
        rules.CheckServerTool(type) is { } denial && !(DatedTool().Match(type) is { Success: true } dated && rules.CheckServerTool(dated.Groups[1].Value) is null)
            ? denial
            : null;

    private bool IsReasoning(ModelCandidate candidate) =>
        directory.Provider(candidate.Provider).ReasoningModels.Any(pattern => pattern.Covers(candidate.Model));

    [GeneratedRegex(@"\A(.+)_[0-9]{8}\z", RegexOptions.CultureInvariant)]
    private static partial Regex DatedTool();

    private static Refusal ToRefusal(PolicyEvaluation.ConstraintDenial denial) => new(denial.Kind, denial.Detail)
    {
        Rule = denial.Rule,
        Policy = new PolicyReference(denial.Policy.PolicyId, denial.Policy.PolicyVersion),
    };
}
