using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Idempotency;

namespace FourRunr.ToolProxy.Faces;

/// <summary>What the OpenAPI document says about a tool call of any protocol.</summary>
internal static class CallDescription
{
    public static readonly HeaderDescription IntentHeader = new(
        Intent.Header, "What the agent is up to; some policies ask for it.", "research");

    private static readonly HeaderDescription KeyHeader = new(
        IdempotencyKey.Header, "Makes a repeated call the same call: what it does is done once.", "4f1c2b7a-mail-17");

    private static readonly ErrorKind[] Refusals =
    [
        GatewayErrors.ToolUnknown, GatewayErrors.ScopeDenied, GatewayErrors.IntentDenied, GatewayErrors.BodyInvalid, GatewayErrors.ParamsInvalid,
        GatewayErrors.GuardDenied, GatewayErrors.ScheduleDenied, GatewayErrors.RateLimited, GatewayErrors.QuotaExceeded,
        GatewayErrors.BudgetExceeded, GatewayErrors.BudgetBusy, GatewayErrors.ModelDenied, GatewayErrors.ModelUnpriced,
        GatewayErrors.IdempotencyInFlight, GatewayErrors.IdempotencyMismatch, GatewayErrors.OutcomeUnknown,
        GatewayErrors.ApprovalDenied, GatewayErrors.ApprovalExpired, GatewayErrors.ApprovalsFull,
        GatewayErrors.UpstreamFailed, GatewayErrors.UpstreamTimeout, GatewayErrors.BreakerOpen, GatewayErrors.ToolBusy, GatewayErrors.ToolNotConfigured,
    ];

    /// <summary>Written by <see cref="CallHeaders"/>.</summary>
    private static readonly HeaderDescription[] Answers =
    [
        new("RateLimit-Policy", "The agent's limits: q calls within w seconds.", "\"rate\";q=200;w=2"),
        new("RateLimit", "What is left of them: r calls now, all of them in t seconds.", "\"rate\";r=199;t=1"),
        new("X-Cost-Microusd", "What the call cost, in millionths of a US dollar; only where something has a price.", "94"),
        new("X-Limits-Degraded", "true while this replica counts alone.", "true"),
        new("Idempotency-Replayed", "true when the call had been made before, and this is its answer.", "true"),
        new("X-Token-Rotation-Recommended", "true when little is left of the token's life.", "true"),
        new("X-Token-Expires-At", "When the token ends, beside a recommended rotation.", "2026-01-05T10:30:00Z"),
    ];

    /// <param name="waiting">How a call that waits for people is answered; null: as <c>/v1</c> does.</param>
    public static TBuilder DescribesCall<TBuilder>(this TBuilder builder, ErrorKind? waiting = null)
        where TBuilder : IEndpointConventionBuilder =>
        builder.Refuses([.. Refusals, waiting ?? GatewayErrors.ApprovalRequired]).ReadsHeaders(KeyHeader, IntentHeader).AlwaysReturnsHeaders(Answers);
}
