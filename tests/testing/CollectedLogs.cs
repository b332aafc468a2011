using System.Collections.Concurrent;
using FourRunr.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FourRunr.Testing;

/// <summary>Everything that a service logs at information and above, with scopes, and exceptions in full.</summary>
public sealed class CollectedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _entries = new();

    public string Text => string.Join('\n', _entries.Select(entry => entry.Text));

    public IReadOnlyList<string> Errors => [.. _entries.Where(entry => entry.Level is LogLevel.Error or LogLevel.Critical).Select(entry => entry.Text)];

    /// <summary>For the <c>configure</c> parameter of <see cref="RunningService.StartAsync"/>.</summary>
    public void Use(IServiceCollection services) => services.AddSingleton(LoggerFactory.Create(logging =>
    {
        GatewayHost.AddLogFilters(logging);
        logging.AddProvider(this);
    }));

    public ILogger CreateLogger(string categoryName) => new Collector(_entries);

    public void Dispose()
    {
    }

    private sealed class Collector(ConcurrentQueue<(LogLevel, string)> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            // Consoles print scopes with every line.
            entries.Enqueue((LogLevel.None, state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(' ', values) : $"{state}"));
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            entries.Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));
    }
}
