using FourRunr.Contracts;
using FourRunr.Hosting.Errors;

namespace FourRunr.Hosting.Requests;

/// <summary>The codings of a request's body (<c>Content-Encoding</c>): none. A small body that unfolds to a large one would pass the cap.</summary>
public static class ContentCoding
{
    private const string None = "identity";

    /// <returns>Null for a body that is sent as it is. The refusal's answer says in <c>Accept-Encoding</c> what is taken (RFC 9110 section 15.5.16).</returns>
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
