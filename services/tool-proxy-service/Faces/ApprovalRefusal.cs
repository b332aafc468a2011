using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Faces;

/// <summary>A call that waits for people, for clients that take every 2xx for the answer of the tool or the model.</summary>
internal static class ApprovalRefusal
{
    public static readonly ErrorKind AsError = GatewayErrors.ApprovalRequired with { Status = StatusCodes.Status403Forbidden };

    /// <summary>403 instead of 202, and no time after which the client would repeat the call by itself.</summary>
    public static Refusal ToError(this Refusal refusal) =>
        refusal.Kind == GatewayErrors.ApprovalRequired ? refusal with { Kind = AsError, RetryAfter = null } : refusal;
}
