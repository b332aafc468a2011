namespace FourRunr.Auth.Telemetry;

internal static class SecurityEventKind
{
    /// <summary>
    /// A correctly signed token is not in the registry, or differs from it: a signing key has leaked, or the registry was changed.
    /// </summary>
    public const string ProvenanceMismatch = "provenance_mismatch";

    /// <summary>A client assertion was used twice: it was intercepted, or a client does not create one for each request.</summary>
    public const string AssertionReplayed = "assertion_replayed";

    /// <summary>An operator gave an agent to an application: normal, but worth knowing.</summary>
    public const string ClientAuthorized = "client_authorized";

    /// <summary>An authorization code was sent twice: somebody else has read it.</summary>
    public const string AuthorizationCodeReplayed = "authorization_code_replayed";

    /// <summary>A refresh token was sent twice: it was stolen, or a client does not keep the next one.</summary>
    public const string RefreshTokenReused = "refresh_token_reused";

    public static readonly IReadOnlyList<string> All =
        [ProvenanceMismatch, AssertionReplayed, ClientAuthorized, AuthorizationCodeReplayed, RefreshTokenReused];
}
