namespace FourRunr.Contracts;

/// <summary>Body of <c>POST /v1/policies/test</c>.</summary>
/// <param name="Tests">1 to 1,000.</param>
/// <param name="Policies">What is tested; without it, the policies that are stored.</param>
public sealed record PolicyTestRequest(IReadOnlyList<PolicyTestCase> Tests, IReadOnlyList<PolicyRequest>? Policies = null);

/// <param name="Name">1 to 256 characters.</param>
public sealed record PolicyTestCase(string Name, PolicyTestCall Given, PolicyTestExpectation Expect);

/// <summary>The call of a test.</summary>
public sealed record PolicyTestCall : AskedCall
{
    /// <summary>Without it no policy that is bound to an agent applies.</summary>
    public string? AgentId { get; init; }
    public required string Role { get; init; }
}

public enum PolicyEffect
{
    /// <summary>The call goes on, with nobody asked.</summary>
    Allow,
    Deny,

    /// <summary>A person must approve the call first.</summary>
    NeedsApproval,
}

/// <summary>What must come out; what is absent may be anything.</summary>
/// <param name="Policy">Name of the policy that holds the rule.</param>
public sealed record PolicyTestExpectation(PolicyEffect Effect, string? Code = null, string? Rule = null, string? Policy = null);

/// <summary>Answer of <c>POST /v1/policies/test</c>; a failed test is an answer, so it is a 200.</summary>
public sealed record PolicyTestResponse(int Passed, int Failed, IReadOnlyList<PolicyTestResult> Results);

/// <param name="Actual">What really happened.</param>
/// <param name="Differences">What was expected otherwise; absent for a test that passed.</param>
public sealed record PolicyTestResult(string Name, bool Passed, PolicyVerdict Actual, IReadOnlyList<string>? Differences = null);
