namespace FourRunr.WebConsole.Changes;

/// <summary>Who changed what.</summary>
internal static class ChangesModule
{
    public static void AddChanges(this IServiceCollection services) => services.AddScoped<OperatorNames>();
}
