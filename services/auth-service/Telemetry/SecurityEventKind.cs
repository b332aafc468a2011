namespace FourRunr.Auth.Telemetry;

internal static class SecurityEventKind
{
    /// <summary>
    /// A correctly signed token is not in the registry, or differs from it: a signing key has leaked, or the registry was changed.
    /// </summary>
    public const string ProvenanceMismatch = "provenance_mismatch";

    /// <summary>A client assertion was used twice: it was intercepted, or a client does not create one for each request.</summary>
    public const string AssertionReplayed = "assertion_replayed";

    public static readonly IReadOnlyList<string> All = [ProvenanceMismatch, AssertionReplayed];
}
