namespace FourRunr.Contracts;

/// <summary>Every refusal of the <c>/oauth2</c> endpoints (RFC 6749 section 5.2), with the gateway's own members.</summary>
/// <param name="Error">E.g. <c>invalid_client</c>.</param>
/// <param name="ErrorDescription">For people; printable ASCII without quotes, as the RFC asks.</param>
/// <param name="Code">The gateway's own code.</param>
public sealed record OAuthErrorResponse(string Error, string ErrorDescription, string Code, string CorrelationId);
