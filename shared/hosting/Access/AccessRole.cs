namespace FourRunr.Hosting.Access;

/// <summary>Who may use an endpoint. Every endpoint names one of these or is explicitly anonymous; the start fails otherwise.</summary>
public static class AccessRole
{
    /// <summary>Operators with role admin.</summary>
    public const string Admin = "admin";

    /// <summary>Operators with role approver or admin: deciding on calls that wait for people.</summary>
    public const string Approver = "approver";

    /// <summary>Operators of any role: reading.</summary>
    public const string Auditor = "auditor";

    /// <summary>Other services of the gateway.</summary>
    public const string Service = "service";

    /// <summary>Agents with a token.</summary>
    public const string Agent = "agent";

    /// <summary>No credential in the header: the operation's body has one.</summary>
    public const string Nobody = "nobody";
}
