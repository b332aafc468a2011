using System.Text.Json.Serialization;

namespace FourRunr.Auth.Introspection;

/// <summary>The form of <c>POST /oauth2/introspect</c> (RFC 7662) for the OpenAPI document.</summary>
/// <param name="Token">The credential in question.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record IntrospectionForm(string Token, string? TokenTypeHint = null);
