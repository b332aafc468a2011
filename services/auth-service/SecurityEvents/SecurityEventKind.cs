namespace FourRunr.Auth.SecurityEvents;

internal static class SecurityEventKind
{
    /// <summary>Correctly signed, but not in the registry or not the token that the registry knows: a signing key has leaked or the registry was changed.</summary>
    public const string ProvenanceMismatch = "provenance_mismatch";

    /// <summary>A client assertion was used a second time: someone read it on the way, or a client does not make new ones.</summary>
    public const string AssertionReplayed = "assertion_replayed";

    public static readonly IReadOnlyList<string> All = [ProvenanceMismatch, AssertionReplayed];
}
