using FourRunr.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.WebConsole.Tests.Browsers;

/// <summary>A gateway with its console, as a browser meets it: at the front door.</summary>
internal sealed class ConsoleGateway : IAsyncDisposable
{
    private ConsoleGateway(RunningGateway gateway, RunningService console) => (Gateway, Console) = (gateway, console);

    public RunningGateway Gateway { get; }

    public RunningService Console { get; }

    /// <summary>The console at the front door.</summary>
    public Uri Url => new(Gateway.Url, "/console/");

    public HttpClient Operator => Gateway.Operator;

    /// <param name="configure">Services of the console alone, such as a clock.</param>
    public static async Task<ConsoleGateway> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var url = FreePort.FindUrl();
        var gateway = await RunningGateway.StartAsync(Backend.Embedded, settings: [$"--GATEWAY_CONSOLE_URL={url}"]);
        var console = await RunningService.StartAsync(
            ConsoleService.Create, [$"--urls={url}", $"--GATEWAY_PROXY_URL={gateway.Url}", $"--GATEWAY_CONSOLE_URL={url}"], configure);
        return new ConsoleGateway(gateway, console);
    }

    public async ValueTask DisposeAsync()
    {
        await Console.DisposeAsync();
        await Gateway.DisposeAsync();
    }
}
