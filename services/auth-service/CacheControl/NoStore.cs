namespace FourRunr.Auth.CacheControl;

internal static class NoStore
{
    /// <summary>Forbids every cache to keep the responses of the group: they may hold secrets, or facts that can be revoked.</summary>
    public static RouteGroupBuilder WithNoStore(this RouteGroupBuilder group) => group.AddEndpointFilter((invocation, next) =>
    {
        invocation.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(invocation);
    });
}
