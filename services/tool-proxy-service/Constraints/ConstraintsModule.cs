namespace FourRunr.ToolProxy.Constraints;

internal static class ConstraintsModule
{
    public static IServiceCollection AddConstraints(this IServiceCollection services)
    {
        services.AddSingleton<ConstraintChecks>();
        services.AddSingleton<ShadowPolicies>();
        return services;
    }
}
