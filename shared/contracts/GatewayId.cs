namespace FourRunr.Contracts;

/// <summary>Ids that name their kind and sort by creation: a prefix and a version 7 UUID (RFC 9562) as 32 hex digits.</summary>
public static class GatewayId
{
    public const string Agent = "agt_";
    public const string Token = "tok_";
    public const string Operator = "opr_";
    public const string Policy = "pol_";
    public const string Call = "call_";
    public const string Revocation = "rev_";
    public const string SecurityEvent = "sev_";

    public static string New(string prefix, TimeProvider clock) =>
        string.Concat(prefix, Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"));
}
