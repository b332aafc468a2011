using FourRunr.Contracts;
using FourRunr.Hosting.Access;
using FourRunr.Hosting.OpenApi;

namespace FourRunr.Auth.Introspection;

internal static class IntrospectionModule
{
    /// <summary>Auth-service answers for itself who is calling; the other services ask it.</summary>
    public static IServiceCollection AddIntrospection(this IServiceCollection services)
    {
        services.AddSingleton<IBearerIntrospector, LocalIntrospector>();
        return services.AddAccess();
    }

    public static void MapIntrospection(this IEndpointRouteBuilder routes) =>
        IntrospectTokenEndpoint.Map(routes.MapGroup("/oauth2").WithTags("OAuth 2.0").RefusesAs(typeof(OAuthErrorResponse)).WithNoStore());
}
