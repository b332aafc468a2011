using FourRunr.PolicyEvaluation.Guards;

namespace FourRunr.PolicyEvaluation.Approvals;

/// <summary>The approvals that all applying policies ask for of one action, ready to be compared with the parameters of a call.</summary>
internal sealed class CompiledApprovals
{
    private readonly Asking[] _asking;

    /// <param name="policies">In the order of their ids.</param>
    public CompiledApprovals(IEnumerable<PolicyConstraints> policies, string tool, string action) => _asking =
    [
        .. from policy in policies
           from approval in policy.Approvals ?? []
           where IsAbout(approval, tool, action)
           select new Asking(approval, policy),
    ];

    /// <summary>Whether the approval is about calls of the action.</summary>
    public static bool IsAbout(ApprovalSpec approval, string tool, string action) => approval.Scopes.Any(scope => Scope.Parse(scope).Covers(tool, action));

    /// <param name="parameters">Null where they are not known: what depends on them is taken to ask.</param>
    /// <returns>Null for a call that nobody has to approve.</returns>
    public ApprovalDemand? Of(JsonElement? parameters)
    {
        if (_asking.Length == 0)
        {
            return null;
        }

        var asking = Array.FindAll(_asking, approval => parameters is not { } known || approval.Matches(known));
        return asking.Length == 0 ? null : new ApprovalDemand(
            [.. asking.Select(approval => approval.Rule)],
            asking.Max(approval => approval.Spec.Approvers),
            asking.Min(approval => approval.Expires),
            asking.Min(approval => approval.UseWithin),
            asking.Any(approval => approval.Spec.ReasonRequired));
    }

    private sealed class Asking(ApprovalSpec spec, PolicyConstraints policy)
    {
        private readonly (ParameterPath Path, CompiledParameterRule Rule)[] _when =
        [
            .. (spec.When ?? new Dictionary<string, ParameterRule>()).Select(entry => (ParameterPath.Parse(entry.Key), new CompiledParameterRule(entry.Value))),
        ];

        public ApprovalSpec Spec => spec;

        public ApprovalRule Rule { get; } = new(spec.Name, policy);

        public TimeSpan Expires { get; } = Duration(spec.Expires);

        public TimeSpan UseWithin { get; } = Duration(spec.UseWithin);

        public bool Matches(JsonElement parameters)
        {
            foreach (var (path, rule) in _when)
            {
                if (!path.MaySatisfy(parameters, rule))
                {
                    return false;
                }
            }

            return true;
        }

        private static TimeSpan Duration(string text) =>
            GatewayDuration.TryParse(text, out var duration) ? duration : throw new FormatException("A stored duration cannot be read.");
    }
}
