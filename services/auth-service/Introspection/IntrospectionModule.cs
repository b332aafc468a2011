using FourRunr.Auth.CacheControl;

namespace FourRunr.Auth.Introspection;

internal static class IntrospectionModule
{
    /// <summary>auth-service identifies its callers itself; the other services ask it.</summary>
    public static void AddIntrospection(this IServiceCollection services)
    {
        services.AddSingleton<IBearerIntrospector, LocalIntrospector>();
        services.AddAccess();
    }

    public static void MapIntrospection(this IEndpointRouteBuilder routes) =>
        IntrospectTokenEndpoint.Map(routes.MapGroup("/oauth2").WithTags("OAuth 2.0").RefusesAs(typeof(OAuthErrorResponse)).WithNoStore());
}
