namespace FourRunr.Hosting.Startup;

/// <summary>Silences the framework about a start that fails, because <see cref="StartFailure"/> reports it in one line.</summary>
public static class StartLog
{
    /// <param name="hasStarted">From then on everything is logged.</param>
    public static void AddStartLogFilters(this IServiceCollection services, Func<bool> hasStarted) =>
        services.PostConfigure<LoggerFilterOptions>(filters =>
        {
            filters.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => hasStarted() && level >= LogLevel.Warning);
            filters.AddFilter(
                "Microsoft.AspNetCore.Server.Kestrel", level => level >= LogLevel.Warning && (level < LogLevel.Critical || hasStarted()));
        });
}
