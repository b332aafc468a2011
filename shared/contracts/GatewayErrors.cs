using System.Collections.Frozen;

namespace FourRunr.Contracts;

/// <summary>One kind of refusal: a stable code, its HTTP status and what the caller can do about it.</summary>
/// <param name="Code">Stable, machine-readable, snake_case. Never renamed.</param>
/// <param name="Status">HTTP status the code is sent with; <c>approval_required</c> is 403 where clients take every 2xx for an answer.</param>
/// <param name="Title">One short sentence, the same for every occurrence (RFC 9457 <c>title</c>).</param>
/// <param name="HowToFix">The default advice; a particular refusal may give a better one.</param>
public sealed record ErrorKind(string Code, int Status, string Title, string HowToFix);

/// <summary>Every error code of the gateway. An outage is never a 401 or 403.</summary>
public static class GatewayErrors
{
    public static readonly ErrorKind TokenMissing = new("token_missing", 401, "No token was sent.",
        "Send the header 'Authorization: Bearer <token>'.");
    public static readonly ErrorKind TokenInvalid = new("token_invalid", 401, "The token is not valid.",
        "Get a new token; send it unchanged in exactly one Authorization header.");
    public static readonly ErrorKind TokenExpired = new("token_expired", 401, "The token has expired.",
        "Get a new token, or rotate the next one before it expires.");
    public static readonly ErrorKind TokenRevoked = new("token_revoked", 401, "The token was revoked.",
        "Get a new token; if that is refused too, ask the operator why the old one was revoked.");
    public static readonly ErrorKind AgentSuspended = new("agent_suspended", 401, "The agent is suspended.",
        "Ask an operator to activate the agent.");

    public static readonly ErrorKind ScopeDenied = new("scope_denied", 403, "The call is outside what the agent may do.",
        "Ask an operator for a token and a policy that include this tool and action.");
    public static readonly ErrorKind IntentDenied = new("intent_denied", 403, "The stated intent is not allowed.",
        "Send the intent that the policy names in X-Agent-Intent.");
    public static readonly ErrorKind GuardDenied = new("guard_denied", 403, "A guard of the policy refuses these parameters.",
        "Change the parameter that the rule names.");
    public static readonly ErrorKind ScheduleDenied = new("schedule_denied", 403, "The policy does not allow calls at this time.",
        "Call again within the hours of the policy's schedule.");
    public static readonly ErrorKind ApprovalRequired = new("approval_required", 202, "A person must approve this call first.",
        "Wait, then repeat exactly the same call: it is carried out once it is approved.");
    public static readonly ErrorKind ApprovalDenied = new("approval_denied", 403, "This call was not approved.",
        "Do not repeat it. Make another call, or ask an operator why.");
    public static readonly ErrorKind ApprovalExpired = new("approval_expired", 403, "The approval of this call has expired.",
        "Repeat the call to ask again.");
    public static readonly ErrorKind AccessDenied = new("access_denied", 403, "This credential may not use this operation.",
        "Use the credential that the operation asks for: an operator key with the right role, a service key or an agent token.");

    public static readonly ErrorKind OriginDenied = new("origin_denied", 403, "A page of this origin, or a request for this host, is not served.",
        "Call the gateway by the host of GATEWAY_PROXY_URL; list the origins of pages in CORS_ALLOWED_ORIGINS.");

    public static readonly ErrorKind ParamsInvalid = new("params_invalid", 400, "The parameters are not valid.",
        "Correct the fields listed in 'errors'.");
    public static readonly ErrorKind BodyInvalid = new("body_invalid", 400, "The request could not be read.",
        "Send one JSON object: UTF-8, no duplicate or unknown properties, at most 32 levels deep.");
    public static readonly ErrorKind HeaderInvalid = new("header_invalid", 400, "A header of the request is not valid.",
        "Correct the header that 'errors' names.");
    public static readonly ErrorKind ClientCapabilityMissing = new("client_capability_missing", 400, "The tool needs something that the client cannot do.",
        "Use a client that declares the capabilities in 'errors'; the operator may also have to allow them for this server.");
    public static readonly ErrorKind RequestStateInvalid = new("request_state_invalid", 400, "The requestState is not one of this call, or it is too old.",
        "Make the call anew, without requestState and inputResponses.");
    public static readonly ErrorKind RequestTimeout = new("request_timeout", 408, "The request was sent too slowly.",
        "Send the whole body without pauses, and try again.");
    public static readonly ErrorKind MediaTypeUnsupported = new("media_type_unsupported", 415, "The content type is not supported.",
        "Send the body as the operation says: 'Content-Type: application/json', or a form for /oauth2.");
    public static readonly ErrorKind PayloadTooLarge = new("payload_too_large", 413, "The request body is too large.",
        "Send at most 1 MiB; an OpenAPI document to import may have 32 MiB.");

    public static readonly ErrorKind ToolUnknown = new("tool_unknown", 404, "There is no such tool or action.",
        "GET /v1/tools lists what this token may call.");
    public static readonly ErrorKind NotFound = new("not_found", 404, "There is nothing at this address.",
        "Check the path and the id; /openapi/v1.json lists every operation.");
    public static readonly ErrorKind MethodNotAllowed = new("method_not_allowed", 405, "The address does not support this method.",
        "The Allow header lists the methods it supports.");
    public static readonly ErrorKind Conflict = new("conflict", 409, "The request conflicts with what is stored.",
        "Read the current state and try again with another value.");
    public static readonly ErrorKind PreconditionFailed = new("precondition_failed", 412, "What is stored is not what the request expects.",
        "Read the current state and send its ETag in If-Match, or leave the header out.");

    public static readonly ErrorKind IdempotencyInFlight = new("idempotency_in_flight", 409, "A call with this Idempotency-Key is still running.",
        "Wait for it, then repeat the call with the same key.");
    public static readonly ErrorKind IdempotencyMismatch = new("idempotency_mismatch", 422, "This Idempotency-Key was used with another body.",
        "Use a new key for a new call.");
    public static readonly ErrorKind OutcomeUnknown = new("outcome_unknown", 409, "Whether this call was carried out is not known.",
        "Check at the tool whether it was; use a new key only if it was not.");

    public static readonly ErrorKind RateLimited = new("rate_limited", 429, "The agent calls too fast.",
        "Wait for Retry-After seconds, then go on slower.");
    public static readonly ErrorKind TooManyFailures = new("too_many_failures", 429,
        "Too many requests from this address had no valid credential.", "Wait for Retry-After seconds; then send a valid credential.");
    public static readonly ErrorKind QuotaExceeded = new("quota_exceeded", 429, "The agent's quota is used up.",
        "Wait for Retry-After seconds or ask an operator for a larger quota.");

    public static readonly ErrorKind ApprovalsFull = new("approvals_full", 429, "Too many calls wait for approval.",
        "Wait until some are approved, denied or expired.");

    public static readonly ErrorKind BudgetExceeded = new("budget_exceeded", 402, "The budget is spent.",
        "Wait until resets_at, or ask an operator for a larger budget. Repeating the call does not help.");
    public static readonly ErrorKind BudgetBusy = new("budget_busy", 429, "What is left of the budget is held for calls under way.",
        "Wait for Retry-After seconds, or ask for fewer output tokens.");
    public static readonly ErrorKind ModelDenied = new("model_denied", 403, "The policy does not allow this model, or what is asked of it.",
        "Ask GET /v1/models which models this token may use.");
    public static readonly ErrorKind ModelUnpriced = new("model_unpriced", 403, "A budget applies, and this call has no known price.",
        "Use a model with a price and no feature without one, or ask an operator to set a price.");
    public static readonly ErrorKind ModelNotFound = new("model_not_found", 404, "There is no such model.",
        "Ask GET /v1/models which models there are.");
    public static readonly ErrorKind MaxTokensTooLarge = new("max_tokens_too_large", 400, "The call asks for more output tokens than the policy allows.",
        "Ask for at most the number that 'detail' names.");

    public static readonly ErrorKind UpstreamFailed = new("upstream_failed", 502, "The tool failed.",
        "Try again later; the tool's own answer is not passed on.");
    public static readonly ErrorKind BreakerOpen = new("breaker_open", 503, "The tool is failing; calls are held back.",
        "Wait for Retry-After seconds.");
    public static readonly ErrorKind ToolBusy = new("tool_busy", 503, "The tool takes no more calls now.",
        "Wait for Retry-After seconds.");
    /// <summary>How to fix <c>dependency_unavailable</c> where it is known that the request went no further.</summary>
    public const string NothingWasDone = "Wait for Retry-After seconds and try again; nothing was done.";

    public static readonly ErrorKind DependencyUnavailable = new("dependency_unavailable", 503, "A part of the gateway is not reachable.",
        "Wait for Retry-After seconds and try again; of a change, look first whether it was made.");
    public static readonly ErrorKind ToolNotConfigured = new("tool_not_configured", 503, "The tool is not configured on this gateway.",
        "Ask an operator to configure the tool.");
    public static readonly ErrorKind ShuttingDown = new("shutting_down", 503, "This gateway instance is shutting down.",
        "Try again; another instance will answer.");
    public static readonly ErrorKind UpstreamTimeout = new("upstream_timeout", 504, "The tool did not answer in time.",
        "Try again later.");
    public static readonly ErrorKind Internal = new("internal_error", 500, "The gateway made a mistake.",
        "Report the correlation_id to the operator.");

    /// <summary>The refusal of a credential that is not active.</summary>
    public static ErrorKind OfInactive(IntrospectionResponse inactive) =>
        inactive.Code is { } code && ByCode.TryGetValue(code, out var kind) ? kind : TokenInvalid;

    /// <summary>All kinds by code.</summary>
    public static readonly FrozenDictionary<string, ErrorKind> ByCode = new[]
    {
        TokenMissing, TokenInvalid, TokenExpired, TokenRevoked, AgentSuspended,
        ScopeDenied, IntentDenied, GuardDenied, ScheduleDenied, ApprovalRequired, ApprovalDenied, ApprovalExpired, ApprovalsFull, AccessDenied, OriginDenied,
        ParamsInvalid, BodyInvalid, HeaderInvalid, ClientCapabilityMissing, RequestStateInvalid, RequestTimeout, MediaTypeUnsupported, PayloadTooLarge,
        ToolUnknown, NotFound, MethodNotAllowed, Conflict, PreconditionFailed, IdempotencyInFlight, IdempotencyMismatch,
        OutcomeUnknown,
        RateLimited, TooManyFailures, QuotaExceeded, BudgetExceeded, BudgetBusy, ModelDenied, ModelUnpriced, ModelNotFound, MaxTokensTooLarge,
        UpstreamFailed, BreakerOpen, ToolBusy, DependencyUnavailable, ToolNotConfigured,
        ShuttingDown, UpstreamTimeout, Internal,
    }.ToFrozenDictionary(kind => kind.Code);
}
