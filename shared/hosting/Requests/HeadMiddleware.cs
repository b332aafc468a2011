namespace FourRunr.Hosting.Requests;

/// <summary>
/// Answers HEAD on every route that has GET, as GET without the body (RFC 9110 section 9.3.2). The headers
/// are complete at the first byte of the body, or when an endless one begins: there the work ends.
/// </summary>
internal sealed class HeadMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) => HttpMethods.IsHead(context.Request.Method) ? AnswerAsync(context) : next(context);

    private async Task AnswerAsync(HttpContext context)
    {
        var (aborted, body) = (context.RequestAborted, context.Response.Body);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        context.Features.Set(new HeadRequest(aborted));
        context.Request.Method = HttpMethods.Get;
        context.RequestAborted = enough.Token;
        context.Response.Body = new UnsentBodyStream(enough);
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            // The rest of the body is not needed.
        }
        finally
        {
            context.Response.Body = body;
            context.RequestAborted = aborted;
            context.Request.Method = HttpMethods.Head;
        }
    }
}
