namespace FourRunr.Hosting.Startup;

/// <summary>What the framework says of a start that fails: nothing, because <see cref="StartFailure"/> says it in one line.</summary>
public static class StartLog
{
    /// <param name="hasStarted">From then on everything is said.</param>
    public static void AddStartLogFilters(this IServiceCollection services, Func<bool> hasStarted) =>
        services.PostConfigure<LoggerFilterOptions>(filters =>
        {
            filters.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => hasStarted() && level >= LogLevel.Warning);
            filters.AddFilter(
                "Microsoft.AspNetCore.Server.Kestrel", level => level >= LogLevel.Warning && (level < LogLevel.Critical || hasStarted()));
        });
}
