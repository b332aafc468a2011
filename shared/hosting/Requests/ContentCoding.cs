using FourRunr.Hosting.Errors;

namespace FourRunr.Hosting.Requests;

/// <summary>Refuses compressed request bodies (<c>Content-Encoding</c>): a small one could become larger than the limit.</summary>
public static class ContentCoding
{
    private const string None = "identity";

    /// <returns>Null for a plain body. A refusal says in <c>Accept-Encoding</c> what is accepted (RFC 9110 section 15.5.16).</returns>
    public static ProblemResult? Refuse(HttpContext context)
    {
        var codings = context.Request.Headers.ContentEncoding;
        if (codings.Count == 0 || codings.All(coding => string.IsNullOrWhiteSpace(coding) || coding.Trim().Equals(None, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        context.Response.Headers.AcceptEncoding = None;
        return new ProblemResult(GatewayErrors.MediaTypeUnsupported, "Compressed bodies are not accepted.")
        {
            HowToFix = "Send the body as it is, without Content-Encoding.",
        };
    }
}
