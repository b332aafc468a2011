using FourRunr.PolicyEvaluation.Approvals;
using FourRunr.PolicyEvaluation.Guards;

namespace FourRunr.PolicyEvaluation;

/// <summary>What the policies of an agent say about a whole call: the rules first, then the constraints.</summary>
public sealed class CallJudge(PolicySet policies)
{
    /// <summary>Constraints on something that the question does not say are skipped.</summary>
    public PolicyVerdict Judge(CallQuestion question)
    {
        var decision = policies.Decide(question.Tool, question.Action, question.Intent);
        var (denial, demand) = decision.Allowed ? Judge(policies.Enforced.Constraints, question) : default;
        return denial is null
            ? new PolicyVerdict(
                decision.Allowed, decision.Rule, decision.Reason, decision.Code, decision.PolicyId, decision.PolicyName, decision.PolicyVersion)
            {
                Approvals = demand?.Rules.Select(rule => rule.Text).ToArray(),
            }
            : new PolicyVerdict(
                false, denial.Rule, denial.Detail, denial.Kind.Code, denial.Policy.PolicyId, denial.Policy.PolicyName, denial.Policy.PolicyVersion);
    }

    /// <summary>What policies in shadow mode would have denied of an allowed call.</summary>
    public WouldDeny? JudgeShadow(CallQuestion question)
    {
        var decision = policies.Decide(question.Tool, question.Action, question.Intent);
        if (!decision.Allowed || decision.WouldDeny is not null)
        {
            return decision.WouldDeny;
        }

        var (denial, demand) = Judge(policies.Shadow.Constraints, question);
        return denial is not null ? new WouldDeny(denial.Kind.Code, denial.Rule, denial.Policy.PolicyId, denial.Policy.PolicyVersion)
            : demand?.Rules[0] is { } rule ? new WouldDeny(GatewayErrors.ApprovalRequired.Code, rule.Text, rule.Policy.PolicyId, rule.Policy.PolicyVersion)
            : null;
    }

    /// <summary>The parameters, by the first step of their paths, that the answer may depend on.</summary>
    public IReadOnlyCollection<string> ParametersAskedFor(string tool, string action) => policies.Enforced.Constraints
        .SelectMany(policy => SingleConstraint.Of(policy, tool, action))
        .SelectMany(constraint => constraint.Parameters)
        .Concat(policies.Enforced.Constraints
            .SelectMany(policy => policy.Approvals ?? [])
            .Where(approval => CompiledApprovals.IsAbout(approval, tool, action))
            .SelectMany(approval => approval.When?.Keys ?? [])
            .Select(ParameterPath.FirstName))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether the answer for a call to a model may depend on any text of its request.</summary>
    public bool ReadsTexts => policies.Enforced.Constraints.Any(policy => policy.RequestFilters is not null);

    /// <summary>The first denial; without one, the approval that the call needs.</summary>
    private static (ConstraintDenial? Denial, ApprovalDemand? Demand) Judge(IReadOnlyList<PolicyConstraints> constraints, CallQuestion question)
    {
        var known = constraints.Select(policy => Known(policy, question)).ToArray();
        var compiled = CompiledConstraints.Compile(known, question.Tool, question.Action, CallQuestion.UrlParameters);
        return compiled.CheckAll(question.ToCall()) is { } denial ? (denial, null) : (null, compiled.ApprovalOf(question.Parameters));
    }

    private static PolicyConstraints Known(PolicyConstraints policy, CallQuestion question)
    {
        policy = question.Parameters is null ? policy with { RequestFilters = null } : policy;
        if (policy.Guards is not { } guards)
        {
            return policy;
        }

        guards = question.RequestBytes is null ? guards with { MaxRequestBytes = null } : guards;
        guards = question.Parameters is null ? guards with { Params = null, AllowedDomains = null, BlockedDomains = null } : guards;
        return policy with { Guards = guards };
    }
}
