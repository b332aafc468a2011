namespace FourRunr.Policy.DefaultPolicies;

internal static class DefaultPolicyModule
{
    public static void AddDefaultPolicies(this IServiceCollection services) => services.AddHostedService<DefaultPolicySeeder>();
}
