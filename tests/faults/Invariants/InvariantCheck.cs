using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Invariants;

/// <summary>Joins the three logs and finds every promise that was not kept, whatever the fault was.</summary>
internal static class InvariantCheck
{
    public static IReadOnlyList<Violation> Find(Evidence evidence, long quota) =>
        [.. AnswerRules.Find(evidence), .. AuditRules.Find(evidence), .. EffectRules.Find(evidence), .. QuotaRule.Find(evidence, quota)];
}
