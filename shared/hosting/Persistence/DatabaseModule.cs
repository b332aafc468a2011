using System.Reflection;

namespace FourRunr.Hosting.Persistence;

public static class DatabaseModule
{
    /// <summary>
    /// The service's own storage: schema <paramref name="name"/> in Postgres when a connection string is set, else the file
    /// <c>{name}.db</c> in the data directory. Migrations run before the service listens.
    /// </summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, string name, Assembly migrations)
    {
        services.AddSingleton<Database>(provider =>
        {
            var settings = provider.GetRequiredService<GatewaySettings>();
            return settings.PostgresConnectionString is { } postgres
                ? new PostgresDatabase(postgres, name)
                : new SqliteDatabase(Path.Combine(settings.DataDirectory, $"{name}.db"));
        });
        return services.AddHostedService(provider => ActivatorUtilities.CreateInstance<DatabaseStartup>(provider, migrations));
    }
}

/// <summary>Migrates at start, waiting up to half a minute for a database server that starts at the same time.</summary>
internal sealed partial class DatabaseStartup(
    Database database, Assembly migrations, TimeProvider clock, ILogger<DatabaseStartup> log) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await database.PingAsync(cancellationToken);
                break;
            }
            catch (StorageUnavailableException) when (clock.GetElapsedTime(started) < Patience)
            {
                Log.Waiting(log);
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }

        database.Migrate(migrations);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Waiting for the database.")]
        public static partial void Waiting(ILogger logger);
    }
}
