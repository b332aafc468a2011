namespace FourRunr.Faults.Logs;

/// <summary>What the client is up to with a call.</summary>
internal enum CallKind
{
    /// <summary>A search that no other call makes.</summary>
    Read,

    /// <summary>A search with a token that no front door has seen before.</summary>
    FirstUse,

    /// <summary>A mail without an <c>Idempotency-Key</c>: asked for once.</summary>
    Send,

    /// <summary>A mail with one: asked for again until there is an answer.</summary>
    KeyedSend,

    /// <summary>A search of an agent that has fewer of them than it asks for.</summary>
    Quota,

    /// <summary>A new token for an agent: no tool call.</summary>
    Issue,

    /// <summary>A mail with a good token that is for searches only.</summary>
    OutOfScope,

    /// <summary>A mail with a token that was revoked before any fault.</summary>
    Revoked,

    /// <summary>A mail with a token that worked until it was revoked, just before the fault.</summary>
    JustRevoked,

    /// <summary>A mail with a token that the gateway did not make.</summary>
    Forged,
}

internal static class CallKinds
{
    public static bool IsProbe(this CallKind kind) => kind is CallKind.OutOfScope or CallKind.Revoked or CallKind.JustRevoked or CallKind.Forged;

    /// <summary>May be sent again although nobody knows whether it arrived.</summary>
    public static bool IsRepeatable(this CallKind kind) => kind.IsSearch() || kind == CallKind.KeyedSend;

    public static bool IsSearch(this CallKind kind) => kind is CallKind.Read or CallKind.FirstUse or CallKind.Quota;

    /// <summary>Answered by the way of a tool call, so on record.</summary>
    public static bool IsToolCall(this CallKind kind) => kind is not CallKind.Issue;
}
