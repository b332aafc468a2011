namespace FourRunr.Faults.Invariants;

/// <summary>The promises that hold in every fault, by the name of how they are broken.</summary>
internal static class Rules
{
    public const string FailedOpen = "failed open";
    public const string EffectOfDeniedCall = "effect of a denied call";
    public const string NotAudited = "answered and not on record";
    public const string AuditedOtherwise = "on record with another outcome";
    public const string AuditedTwice = "on record twice";
    public const string TrailNotIntact = "trail is not intact";
    public const string EffectWithoutCall = "effect without a call";
    public const string EffectWithoutAudit = "effect without a record";
    public const string DuplicateEffect = "effect twice";
    public const string OkWithoutEffect = "ok without an effect";
    public const string BareAnswer = "bare answer";
    public const string MistakenForRefusal = "outage as 401 or 403";
    public const string QuotaPassed = "quota passed";
    public const string UnexpectedAnswer = "answer that the fault does not explain";
    public const string RefusedForAudit = "refused because of audit";
    public const string Slow = "refused too late";
    public const string NotRecovered = "recovered too late";
}
