namespace FourRunr.Hosting.Queries;

/// <summary>Checks every request's query against <see cref="QueryParameters"/> before the framework binds it, so that no operation is forgotten.</summary>
internal sealed class QueryMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint() is { } endpoint && QueryParameters.Of(endpoint)?.Check(context.Request) is { } refusal
            ? refusal.ExecuteAsync(context)
            : next(context);
}
