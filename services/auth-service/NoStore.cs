namespace FourRunr.Auth;

internal static class NoStore
{
    /// <summary>Answers of the group may carry secrets or revocable facts: no cache on the way keeps them.</summary>
    public static RouteGroupBuilder WithNoStore(this RouteGroupBuilder group) => group.AddEndpointFilter((invocation, next) =>
    {
        invocation.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(invocation);
    });
}
