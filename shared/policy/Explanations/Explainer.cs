using FourRunr.PolicyEvaluation.Approvals;

namespace FourRunr.PolicyEvaluation.Explanations;

/// <summary>Explains why a call is allowed or denied, with everything that was considered.</summary>
public static class Explainer
{
    /// <param name="tags">The agent's; some budgets count only for agents with a tag.</param>
    public static ExplainResponse Explain(PolicySet policies, CallQuestion question, IReadOnlyCollection<string>? tags = null)
    {
        var judge = new CallJudge(policies);
        var verdict = judge.Judge(question);
        var decides = policies.Enforced.Decide(question.Tool, question.Action, question.Intent).Rule;
        return new ExplainResponse(
            verdict,
            [.. RulesOf(policies.Enforced, question, decides), .. RulesOf(policies.Shadow, question, decides: null)],
            [
                .. ConstraintsOf(policies.Enforced, question), .. ConstraintsOf(policies.Shadow, question),
                .. ApprovalsOf(policies.Enforced, question), .. ApprovalsOf(policies.Shadow, question),
            ],
            EffectivePolicies.Of(policies.Enforced, tags ?? []),
            verdict.Allowed ? null : NearestMiss.Of(policies.Enforced, question),
            verdict.Allowed ? judge.JudgeShadow(question) : null);
    }

    private static IEnumerable<ConsideredRule> RulesOf(PolicyEvaluator evaluator, CallQuestion question, PolicyRule? decides) =>
        from rule in evaluator.Rules
        let result = !rule.Scope.Covers(question.Tool, question.Action) ? RuleResult.NotMatched
            : rule.IsDeny || rule.AcceptsIntent(question.Intent) ? RuleResult.Matched
            : RuleResult.OtherIntent
        select new ConsideredRule(rule.Text, result, ReferenceEquals(rule, decides), EffectivePolicies.SourceOf(rule.Policy));

    private static IEnumerable<ConsideredConstraint> ConstraintsOf(PolicyEvaluator evaluator, CallQuestion question) =>
        from policy in evaluator.Policies
        where policy.Constraints is not null
        from constraint in SingleConstraint.Of(policy.Constraints!, question.Tool, question.Action)
        select Consider(constraint, question, EffectivePolicies.SourceOf(policy));

    private static IEnumerable<ConsideredConstraint> ApprovalsOf(PolicyEvaluator evaluator, CallQuestion question) =>
        from policy in evaluator.Policies
        from approval in policy.Spec.Approvals ?? []
        where CompiledApprovals.IsAbout(approval, question.Tool, question.Action)
        let alone = policy.Constraints! with { Approvals = [approval] }
        let result = question.Parameters is null && approval.When is not null ? ConstraintResult.NotChecked
            : new CompiledApprovals([alone], question.Tool, question.Action).Of(question.Parameters) is null ? ConstraintResult.Satisfied
            : ConstraintResult.NeedsApproval
        select new ConsideredConstraint(
            $"approvals {approval.Name}", result, EffectivePolicies.SourceOf(policy), result == ConstraintResult.NotChecked ? "The question has no 'params'." : null);

    private static ConsideredConstraint Consider(SingleConstraint constraint, CallQuestion question, PolicySource source)
    {
        if (constraint.Missing(question) is { } member)
        {
            return new ConsideredConstraint(constraint.Text, ConstraintResult.NotChecked, source, $"The question has no '{member}'.");
        }

        return constraint.Check(question) is { } denial
            ? new ConsideredConstraint(constraint.Text, ConstraintResult.Denied, source, denial.Detail)
            : new ConsideredConstraint(constraint.Text, ConstraintResult.Satisfied, source);
    }
}
