using System.Security.Cryptography;

namespace FourRunr.Auth.SignIn;

/// <summary>
/// A page of the sign-in: no script, nothing from elsewhere, in no frame, in no cache. Its forms go to this gateway, and from there to the
/// client that is being signed in.
/// </summary>
/// <param name="redirectsTo">The source that the form's answer may redirect to; null when it does not leave the gateway.</param>
internal sealed class PageResult(int status, string title, Html content, string? redirectsTo = null) : IResult
{
    private const string Style = """
        body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1c1c28;background:#fff}
        h1{font-size:1.4rem}dt{font-weight:600}dd{margin:0 0 .6rem;overflow-wrap:anywhere}label{display:block;margin:1rem 0 .3rem;font-weight:600}
        input,select{font:inherit;width:100%;padding:.5rem;box-sizing:border-box}button{font:inherit;padding:.5rem 1.2rem;margin:1.2rem .6rem 0 0}
        .error{color:#a40000}
        @media(prefers-color-scheme:dark){body{color:#eee;background:#16161d}.error{color:#ff9a9a}}
        """;

    private static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        WriteHeaders(response, redirectsTo);
        var page = Html.Of($"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title} – 4Runr Gateway</title><style>{new Html(Style)}</style></head>
            <body><main><h1>{title}</h1>
            {content}
            </main></body></html>

            """);
        return response.WriteAsync(page.Text, httpContext.RequestAborted);
    }

    /// <summary>Also for redirects: a code in the address must not reach other sites, nor a cache.</summary>
    public static void WriteHeaders(HttpResponse response, string? redirectsTo = null)
    {
        var headers = response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'sha256-{StyleHash}'; form-action 'self'{(redirectsTo is null ? "" : $" {redirectsTo}")}; "
            + "frame-ancestors 'none'; base-uri 'none'";
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
    }
}
