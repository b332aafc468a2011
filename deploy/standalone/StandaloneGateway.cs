using FourRunr.Auth;
using FourRunr.Hosting.Secrets;
using FourRunr.Invalidation;
using FourRunr.Policy;
using FourRunr.ToolProxy;
using FourRunr.WebConsole;
using FourRunr.WebConsole.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace FourRunr.Standalone;

/// <summary>
/// The services in one process, each on its own port, still talking HTTP to each other. They share one
/// invalidation channel, so a revocation is effective everywhere as soon as it is stored.
/// </summary>
/// <param name="args">Command-line configuration, e.g. <c>--GATEWAY_DATA_DIR=.data</c>; it wins over the environment.</param>
internal sealed class StandaloneGateway(string[] args) : IAsyncDisposable
{
    /// <summary>The front door exports the spans of the whole process, so the other services must not export them again.</summary>
    private const string NoTraces = "--Telemetry:Traces=false";

    private readonly string[] _arguments = [.. args, .. OwnArguments(args)];
    private readonly InProcessInvalidationChannel _channel = new(sharedByAllServices: true, TimeProvider.System);
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication[] _services = [];
    private volatile bool _hasStarted;

    /// <summary>Known after the start.</summary>
    public GatewaySettings Settings => _services[0].Services.GetRequiredService<GatewaySettings>();

    /// <summary>Whether the configuration contains the operator key. Known after the start.</summary>
    public bool OperatorKeyIsGiven => !string.IsNullOrWhiteSpace(_services[0].Configuration["GATEWAY_ADMIN_KEY"]);

    /// <summary>Whether the tools are mocked, as <c>/health/ready</c> says it. Known after the start.</summary>
    public async Task<string> DescribeUpstreamsAsync()
    {
        var health = _services[0].Services.GetRequiredService<HealthCheckService>();
        return (await health.CheckHealthAsync(check => check.Name == "upstreams")).Entries.Values.Single().Description!;
    }

    /// <summary>Completes when a service stops by itself.</summary>
    public Task Failed => _failed.Task;

    /// <summary>Returns when the front door is ready: all services listen and have answered each other.</summary>
    public async Task StartAsync()
    {
        var hasConsole = GatewaySettings.ReadHasConsole(new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(_arguments).Build());
        // In parallel, because most of the start is loading and compiling code. The order is that of stopping: front door first.
        Task<WebApplication>[] starting =
        [
            Start(ToolProxyService.Create),
            .. hasConsole ? (Task<WebApplication>[])[Start(ConsoleService.Create, NoTraces)] : [],
            Start(PolicyService.Create, NoTraces), Start(AuthService.Create, NoTraces),
        ];
        try
        {
            _services = await Task.WhenAll(starting);
        }
        catch
        {
            _services = [.. starting.Where(task => task.IsCompletedSuccessfully).Select(task => task.Result)];
            throw;
        }

        _hasStarted = true;
        Array.ForEach(_services, service => service.Lifetime.ApplicationStopping.Register(() => _failed.TrySetResult()));
        await FrontDoorReadiness.WaitAsync(_services[0].Services);
    }

    /// <summary>Stops the front door first: its calls finish while the other services still answer.</summary>
    public async Task StopAsync()
    {
        foreach (var service in _services)
        {
            await service.StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.DisposeAsync();
        }
    }

    /// <summary>An address that signs an operator in to the console, once within 5 minutes; null without a console. Known after the start.</summary>
    public string? CreateSignInLink()
    {
        if (_services.Select(service => service.Services.GetService<SignInCodes>()).FirstOrDefault(codes => codes is not null) is not { } codes)
        {
            return null;
        }

        var key = OperatorKeyIsGiven ? _services[0].Configuration["GATEWAY_ADMIN_KEY"]! : File.ReadAllText(GatewaySecrets.AdminKeyFile(Settings.DataDirectory));
        var code = codes.Create(key.Trim());
        return $"{Settings.ProxyUrl.ToString().TrimEnd('/')}{ConsoleService.Base}/sign-in?code={code}";
    }

    private Task<WebApplication> Start(
        Func<string[], Action<IServiceCollection>?, WebApplication> create, params string[] arguments) => Task.Run(async () =>
    {
        var service = create([.. _arguments, .. arguments], Configure);
        try
        {
            await service.StartAsync();
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    });

    private void Configure(IServiceCollection services)
    {
        services.AddSingleton<IInvalidationChannel>(_channel);
        services.AddEmbeddedHosting(() => _hasStarted);
    }

    private static IEnumerable<string> OwnArguments(string[] args)
    {
        var configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables("DOTNET_").AddEnvironmentVariables("ASPNETCORE_").AddCommandLine(args).Build();
        if (string.IsNullOrEmpty(configuration[HostDefaults.EnvironmentKey]))
        {
            yield return $"--{HostDefaults.EnvironmentKey}={GatewaySettings.StandaloneEnvironment}";
        }

        // Cleared, because several services cannot share one ASPNETCORE_URLS: each listens on its GATEWAY_…_URL.
        yield return "--urls=";
    }
}
