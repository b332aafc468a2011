using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Constraints;

/// <summary>The refusal that a policy in shadow mode would have given. For records and metrics, never for the agent.</summary>
/// <param name="Policy">Null when not known.</param>
internal sealed record ShadowDenial(ErrorKind Kind, string Rule, PolicyReference? Policy)
{
    /// <summary>As records keep it: <c>scope_denied deny http_fetch:head pol_…@3</c>.</summary>
    public override string ToString() => Policy is null ? $"{Kind.Code} {Rule}" : $"{Kind.Code} {Rule} {Policy}";
}
