namespace FourRunr.Contracts;

/// <summary>Ids that name their kind and sort by creation: a prefix and a version 7 UUID (RFC 9562) as 32 hex digits.</summary>
public static class GatewayId
{
    /// <summary>A version 7 UUID begins with 48 bits of Unix milliseconds.</summary>
    private const int MomentDigits = 12;

    public const string Agent = "agt_";
    public const string Token = "tok_";
    public const string Operator = "opr_";
    public const string Policy = "pol_";
    public const string Call = "call_";
    public const string Approval = "apr_";
    public const string Revocation = "rev_";
    public const string SecurityEvent = "sev_";

    public const string Writer = "wrt_";
    public const string Change = "chg_";

    public static string New(string prefix, TimeProvider clock) => New(prefix, clock.GetUtcNow());

    public static string New(string prefix, DateTimeOffset moment) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}{Guid.CreateVersion7(moment):N}");

    /// <summary>Sorts before every id of the kind that was made at this millisecond or later, and after all earlier ones.</summary>
    public static string FirstOf(string prefix, DateTimeOffset moment) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}{Math.Max(0, moment.ToUnixTimeMilliseconds()):x12}");

    /// <summary>When an id was made, to the millisecond.</summary>
    public static DateTimeOffset MomentOf(string id)
    {
        var digits = id.AsSpan(id.IndexOf('_', StringComparison.Ordinal) + 1, MomentDigits);
        return DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
    }
}
