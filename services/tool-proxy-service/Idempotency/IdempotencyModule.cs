namespace FourRunr.ToolProxy.Idempotency;

internal static class IdempotencyModule
{
    public static IServiceCollection AddIdempotency(this IServiceCollection services)
    {
        services.AddSingleton<IdempotencySecretStore>();
        services.AddSingleton<IdempotencyStore>();
        services.AddSingleton<IdempotentCalls>();
        services.AddHostedService(provider => provider.GetRequiredService<IdempotencySecretStore>());
        services.AddHostedService<IdempotencyHousekeeper>();
        return services;
    }
}
