using FourRunr.Contracts;

namespace FourRunr.PolicyEvaluation;

/// <summary>What the policies of an agent say about a whole call: the rules first, then the constraints.</summary>
public sealed class CallJudge(PolicySet policies)
{
    /// <summary>Constraints on something that the question does not say are skipped.</summary>
    public PolicyVerdict Judge(CallQuestion question)
    {
        var decision = policies.Decide(question.Tool, question.Action, question.Intent);
        var denial = decision.Allowed ? FirstDenial(policies.Enforced.Constraints, question) : null;
        return denial is null
            ? new PolicyVerdict(
                decision.Allowed, decision.Rule, decision.Reason, decision.Code, decision.PolicyId, decision.PolicyName, decision.PolicyVersion)
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

        return FirstDenial(policies.Shadow.Constraints, question) is { } denial
            ? new WouldDeny(denial.Kind.Code, denial.Rule, denial.Policy.PolicyId, denial.Policy.PolicyVersion)
            : null;
    }

    /// <summary>The parameters, by the first step of their paths, that the answer may depend on.</summary>
    public IReadOnlyCollection<string> ParametersAskedFor(string tool, string action) => policies.Enforced.Constraints
        .SelectMany(policy => SingleConstraint.Of(policy, tool, action))
        .SelectMany(constraint => constraint.Parameters)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether the answer for a call to a model may depend on any text of its request.</summary>
    public bool ReadsTexts => policies.Enforced.Constraints.Any(policy => policy.RequestFilters is not null);

    private static ConstraintDenial? FirstDenial(IReadOnlyList<PolicyConstraints> constraints, CallQuestion question)
    {
        var known = constraints.Select(policy => Known(policy, question)).ToArray();
        return CompiledConstraints.Compile(known, question.Tool, question.Action, CallQuestion.UrlParameters).CheckAll(question.ToCall());
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
