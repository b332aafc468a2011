namespace FourRunr.Auth.SignIn;

/// <summary>Sends the browser to a verified redirect URI of the client, by GET (303).</summary>
internal sealed class ClientRedirect(string uri) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        PageResult.WriteHeaders(httpContext.Response);
        httpContext.Response.Headers.Location = uri;
        return Task.CompletedTask;
    }
}
