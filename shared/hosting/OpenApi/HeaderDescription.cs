namespace FourRunr.Hosting.OpenApi;

/// <summary>A header as the OpenAPI document describes it, once and under its own name.</summary>
public sealed record HeaderDescription(string Name, string Description, string Example)
{
    public static readonly HeaderDescription CorrelationId = new(
        Correlation.CorrelationId.Header,
        "Names the request in every answer, log line and record. The caller's, if it sent a good one; else made by the gateway.",
        "9f2b6c1e8a7d4f3b9c5e0d1a2b3c4d5e");

    public static readonly HeaderDescription RetryAfter = new("Retry-After", "Whole seconds to wait before the next try, at least 1.", "2");

    public static readonly HeaderDescription WwwAuthenticate = new("WWW-Authenticate", "What is wrong with the bearer token (RFC 6750).", "Bearer error=\"invalid_token\"");

    public static readonly HeaderDescription Location = new("Location", "Where what was made can be read.", "/v1/agents/agt_01a2095c79b470d58b5eedf37a5fbe36");

    public static readonly HeaderDescription ETag = new("ETag", "The version of what is answered.", "\"3\"");

    public static readonly HeaderDescription IfMatch = new("If-Match", "Change only if the version is still this one: the ETag that was read.", "\"3\"");

    public static readonly HeaderDescription IfNoneMatch = new("If-None-Match", "The ETag of the copy that the client has; 304 if it is still good.", "\"3\"");
}
