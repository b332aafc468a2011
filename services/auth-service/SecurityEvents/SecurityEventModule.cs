namespace FourRunr.Auth.SecurityEvents;

internal static class SecurityEventModule
{
    public static IServiceCollection AddSecurityEvents(this IServiceCollection services)
    {
        services.AddSingleton<SecurityEventSums>();
        services.AddSingleton<SecurityEventLog>();
        services.AddHostedService<SecurityEventSumWriter>();
        return services;
    }

    public static void MapSecurityEvents(this IEndpointRouteBuilder routes) =>
        ListSecurityEventsEndpoint.Map(routes.MapGroup("/v1/security-events").WithTags("Security events"));
}
