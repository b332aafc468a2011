namespace FourRunr.PolicyEvaluation.Approvals;

/// <summary>What all policies that ask for approval of a call demand together.</summary>
/// <param name="Rules">Those that ask, in the order of their policies' ids and names; at least one.</param>
/// <param name="Approvers">How many different people must approve.</param>
/// <param name="Expires">How long the request waits.</param>
/// <param name="UseWithin">How long an approval may wait for its call.</param>
public sealed record ApprovalDemand(IReadOnlyList<ApprovalRule> Rules, int Approvers, TimeSpan Expires, TimeSpan UseWithin, bool ReasonRequired);

/// <summary>One approval of one policy.</summary>
public sealed record ApprovalRule(string Name, PolicyConstraints Policy)
{
    /// <summary>As refusals and records name it.</summary>
    public string Text => $"approvals {Name}";
}
