namespace FourRunr.Auth.SecurityEvents;

internal static class SecurityEventModule
{
    public static void AddSecurityEvents(this IServiceCollection services)
    {
        services.AddSingleton<SecurityEventStore>();
        services.AddSingleton<SecurityEventSums>();
        services.AddSingleton<SecurityEventLog>();
        services.AddHostedService<SecurityEventSumWriter>();
    }

    public static void MapSecurityEvents(this IEndpointRouteBuilder routes) =>
        ListSecurityEventsEndpoint.Map(routes.MapGroup("/v1/security-events").WithTags("Security events"));
}
