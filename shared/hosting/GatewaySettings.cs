using FourRunr.Documents.Hosts;
using Npgsql;
using StackExchange.Redis;

namespace FourRunr.Hosting;

/// <summary>Where the services are and where data lies; the same keys for every service.</summary>
public sealed class GatewaySettings
{
    /// <summary>The environment of <c>deploy/standalone</c>: secrets are made on first start, tools are mocks.</summary>
    public const string StandaloneEnvironment = "Standalone";

    private GatewaySettings(IConfiguration configuration, IHostEnvironment environment)
    {
        ProxyUrl = Url(configuration, "GATEWAY_PROXY_URL", "http://127.0.0.1:8080");
        AuthUrl = Url(configuration, "GATEWAY_AUTH_URL", "http://127.0.0.1:8081");
        PolicyUrl = Url(configuration, "GATEWAY_POLICY_URL", "http://127.0.0.1:8082");
        ConsoleUrl = Url(configuration, "GATEWAY_CONSOLE_URL", "http://127.0.0.1:8083");
        DataDirectory = Path.GetFullPath(NullIfEmpty(configuration["GATEWAY_DATA_DIR"]) ?? ".data");
        PostgresConnectionString = ConnectionString(
            configuration, "Postgres", text => new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 }, "Host=…;Database=…;Username=…;Password=…");
        ConnectionString(configuration, "Redis", text => ConfigurationOptions.Parse(text).EndPoints.Count > 0, "host:6379,password=…");
        HasConsole = ReadHasConsole(configuration);
        OffersSignIn = NullIfEmpty(configuration["MCP_AUTH"]) switch
        {
            null or "oauth" => true,
            "bearer" => false,
            _ => throw new InvalidConfigurationException("MCP_AUTH must be oauth or bearer."),
        };
        MakesOwnSecrets = environment.IsDevelopment() || environment.IsEnvironment(StandaloneEnvironment);
    }

    /// <summary><c>GATEWAY_PROXY_URL</c>, default <c>http://127.0.0.1:8080</c>.</summary>
    public Uri ProxyUrl { get; }

    /// <summary><c>GATEWAY_AUTH_URL</c>, default <c>http://127.0.0.1:8081</c>.</summary>
    public Uri AuthUrl { get; }

    /// <summary><c>GATEWAY_POLICY_URL</c>, default <c>http://127.0.0.1:8082</c>.</summary>
    public Uri PolicyUrl { get; }

    /// <summary><c>GATEWAY_CONSOLE</c>, default <c>on</c>: the front door forwards <c>/console</c>, and standalone runs the console.</summary>
    public bool HasConsole { get; }

    /// <summary><c>GATEWAY_CONSOLE_URL</c>, default <c>http://127.0.0.1:8083</c>.</summary>
    public Uri ConsoleUrl { get; }

    /// <summary><c>GATEWAY_DATA_DIR</c>, default <c>.data</c> under the working directory.</summary>
    public string DataDirectory { get; }

    /// <summary><c>ConnectionStrings__Postgres</c>; null means SQLite files in <see cref="DataDirectory"/>.</summary>
    public string? PostgresConnectionString { get; }

    /// <summary>
    /// <c>MCP_AUTH</c>, default <c>oauth</c>: MCP clients find out by OAuth discovery how to sign in. With <c>bearer</c> the gateway serves no
    /// discovery documents, because clients that find one ignore the token in their configuration.
    /// </summary>
    public bool OffersSignIn { get; }

    /// <summary>Standalone and Development make missing secrets; every other environment refuses to start without them.</summary>
    public bool MakesOwnSecrets { get; }

    public static GatewaySettings From(IConfiguration configuration, IHostEnvironment environment) => new(configuration, environment);

    /// <summary>The value of <see cref="HasConsole"/>, for a program that decides by it which services it starts.</summary>
    /// <exception cref="InvalidConfigurationException">It is neither on nor off.</exception>
    public static bool ReadHasConsole(IConfiguration configuration) => NullIfEmpty(configuration["GATEWAY_CONSOLE"]) switch
    {
        null or "on" => true,
        "off" => false,
        _ => throw new InvalidConfigurationException("GATEWAY_CONSOLE must be on or off."),
    };

    private static Uri Url(IConfiguration configuration, string key, string standard)
    {
        var text = NullIfEmpty(configuration[key]) ?? standard;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.PathAndQuery == "/" && HostName.TryRead(url, out _, out _)
            ? url
            : throw new InvalidConfigurationException($"{key} must be an absolute http(s) URL without a path, such as {standard}.");
    }

    private static string? ConnectionString(IConfiguration configuration, string name, Func<string, bool> isReadable, string sample)
    {
        var text = NullIfEmpty(configuration.GetConnectionString(name));
        try
        {
            if (text is null || isReadable(text))
            {
                return text;
            }
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException or OverflowException)
        {
            // Reported below without the exception's message, which may quote a part of the password.
        }

        throw new InvalidConfigurationException($"ConnectionStrings__{name} cannot be read. It must look like {sample}.");
    }

    /// <summary>Trimmed: files and editors add line ends.</summary>
    private static string? NullIfEmpty(string? text) => text?.Trim() is { Length: > 0 } given ? given : null;
}
