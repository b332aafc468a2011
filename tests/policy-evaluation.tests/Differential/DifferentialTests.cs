using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FourRunr.PolicyEvaluation.Tests.Differential;

public sealed class DifferentialTests
{
    private const int Cases = 200_000;

    [Fact]
    public void EvaluatorAndNaiveEvaluator_RandomPoliciesAndCalls_Agree() => Check(Cases, question =>
    {
        var evaluator = PolicyEvaluator.Compile([.. question.Policies.Select(CompiledPolicy.Compile)]);
        var decision = evaluator.Decide(question.Tool, question.Action, question.Intent);
        var (code, rule, policyId) = NaiveEvaluator.Decide(question);
        if (decision.Denial?.Code != code || decision.RuleText != rule || decision.Rule?.Policy.PolicyId != policyId)
        {
            return false;
        }

        var budgets = string.Join(' ', evaluator.BudgetsOf(question.Tool, question.Action, ["research"]).Select(budget => budget.PolicyId));
        if (budgets != NaiveEvaluator.Budgets(question))
        {
            return false;
        }

        var denial = ConstraintsOf(evaluator, question).Check(new ConstrainedCall(question.ParametersElement, question.RequestBytes, question.Now, question.Model));
        var broken = NaiveEvaluator.Broken(question);
        return denial is null ? broken.Count == 0 : broken.Contains((denial.Kind.Code, denial.Policy.PolicyId));
    });

    [Fact]
    public void Evaluator_PoliciesInAnotherOrder_DecidesTheSame() => Check(20_000, question =>
    {
        var forward = PolicyEvaluator.Compile([.. question.Policies.Select(CompiledPolicy.Compile)]);
        var backward = PolicyEvaluator.Compile([.. question.Policies.Reverse().Select(CompiledPolicy.Compile)]);
        var call = new ConstrainedCall(question.ParametersElement, question.RequestBytes, question.Now, question.Model);
        return Describe(forward) == Describe(backward);

        string Describe(PolicyEvaluator evaluator)
        {
            var decision = evaluator.Decide(question.Tool, question.Action, question.Intent);
            var denial = ConstraintsOf(evaluator, question).Check(call);
            var budgets = string.Join(' ', evaluator.BudgetsOf(question.Tool, question.Action, ["research"]).Select(budget => budget.PolicyId));
            return $"{budgets} {decision.Denial?.Code} {decision.RuleText} {decision.Rule?.Policy.PolicyId} {denial?.Rule} {denial?.Policy.PolicyId}";
        }
    });

    private static CompiledConstraints ConstraintsOf(PolicyEvaluator evaluator, PolicyCase question) =>
        CompiledConstraints.Compile(evaluator.Constraints, question.Tool, question.Action, ["url"]);

    private static void Check(int cases, Func<PolicyCase, bool> agrees) =>
        Prop.ForAll(PolicyCases.Arbitrary, agrees).Check(Config.QuickThrowOnFailure.WithMaxTest(cases).WithQuietOnSuccess(true));
}
