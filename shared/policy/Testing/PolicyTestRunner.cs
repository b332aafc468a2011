namespace FourRunr.PolicyEvaluation.Testing;

/// <summary>Runs one test of policies: judges its call and compares the result.</summary>
public static class PolicyTestRunner
{
    private static readonly JsonElement NoParameters = JsonElement.Parse("{}");

    /// <param name="policies">Those that apply to the test's agent, tags and role.</param>
    /// <param name="now">The moment of tests that do not say one.</param>
    public static PolicyTestResult Run(PolicyTestCase test, PolicySet policies, DateTimeOffset now)
    {
        var given = test.Given;
        var parameters = given.Params ?? NoParameters;
        var actual = new CallJudge(policies).Judge(new CallQuestion(
            given.Tool, given.Action, given.Intent, parameters, given.RequestBytes ?? CallQuestion.SizeOf(parameters), given.Time ?? now, given.Model));
        var differences = Differences(test.Expect, actual).ToArray();
        return new PolicyTestResult(test.Name, differences.Length == 0, actual, differences.Length == 0 ? null : differences);
    }

    private static IEnumerable<string> Differences(PolicyTestExpectation expected, PolicyVerdict actual)
    {
        var effect = !actual.Allowed ? PolicyEffect.Deny : actual.Approvals is null ? PolicyEffect.Allow : PolicyEffect.NeedsApproval;
        if (expected.Effect != effect)
        {
            yield return $"expected {expected.Effect.ToWire()}, got {effect.ToWire()}";
        }

        foreach (var (what, wanted, got) in new[]
        {
            ("code", expected.Code, actual.Code), ("rule", expected.Rule, actual.Rule), ("policy", expected.Policy, actual.PolicyName),
        })
        {
            if (wanted is not null && !string.Equals(wanted, got, StringComparison.Ordinal))
            {
                yield return got is null ? $"expected the {what} '{wanted}', got none" : $"expected the {what} '{wanted}', got '{got}'";
            }
        }
    }
}
