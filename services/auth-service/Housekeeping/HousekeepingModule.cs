namespace FourRunr.Auth.Housekeeping;

internal static class HousekeepingModule
{
    public static void AddHousekeeping(this IServiceCollection services)
    {
        services.AddSingleton<Housekeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<Housekeeper>());
    }
}
