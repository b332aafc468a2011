using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace FourRunr.Invalidation;

public static class InvalidationModule
{
    /// <summary>Unless the connection string says otherwise.</summary>
    private const string Times = "connectTimeout=1000,asyncTimeout=500,syncTimeout=500";

    /// <summary>
    /// With <c>ConnectionStrings:Redis</c>: a shared multiplexer and the Redis channel. Otherwise the in-process channel,
    /// the host's shared one if it registered one before.
    /// </summary>
    public static IServiceCollection AddInvalidation(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<InvalidationLedger>();
        if (configuration.GetConnectionString("Redis")?.Trim() is { Length: > 0 } redis)
        {
            services.AddSingleton<IConnectionMultiplexer>(_ => Connect(redis));
            services.AddSingleton<RedisInvalidationChannel>();
            services.AddSingleton<IInvalidationChannel>(provider => provider.GetRequiredService<RedisInvalidationChannel>());
            services.AddHostedService(provider => provider.GetRequiredService<RedisInvalidationChannel>());
        }
        else
        {
            services.TryAddSingleton<IInvalidationChannel>(provider =>
                new InProcessInvalidationChannel(sharedByAllServices: false, provider.GetRequiredService<TimeProvider>()));
        }

        return services;
    }

    private static ConnectionMultiplexer Connect(string connectionString)
    {
        // The last value wins, so an operator's own times apply.
        var options = ConfigurationOptions.Parse($"{Times},{connectionString}");
        // Redis may be unavailable at any time, also at start: commands then fail at once, and the caller decides.
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.HeartbeatInterval = TimeSpan.FromSeconds(1);
        options.ReconnectRetryPolicy = new LinearRetry(500);
        return ConnectionMultiplexer.Connect(options);
    }
}
