using FourRunr.Hosting.Access;
using FourRunr.Hosting.Caching;
using FourRunr.Hosting.Resilience;

namespace FourRunr.Hosting.Identity;

public static class IdentityModule
{
    /// <summary>For services that learn from auth-service who is calling.</summary>
    public static IServiceCollection AddRemoteIdentity(this IServiceCollection services)
    {
        services.AddDependency(DependencyModule.AuthService, settings => settings.AuthUrl);
        services.AddAnswerCache<IntrospectionResponse>("identity", DependencyModule.AuthService);
        services.AddSingleton<KnownCredentials>();
        services.AddSingleton<IBearerIntrospector, RemoteIntrospector>();
        return services.AddAccess();
    }

    /// <summary>A cache of one kind of answers of one service.</summary>
    public static IServiceCollection AddAnswerCache<T>(this IServiceCollection services, string name, string dependency) =>
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<AnswerCache<T>>(provider, name, dependency));
}
