using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.WebConsole.Tests.Browsers;

/// <summary>A gateway with its console, as a browser meets it: at the front door.</summary>
internal sealed class ConsoleGateway : IAsyncDisposable
{
    private readonly Func<Task<RunningService>> _startConsole;

    private ConsoleGateway(RunningGateway gateway, RunningService console, Func<Task<RunningService>> startConsole) =>
        (Gateway, Console, _startConsole) = (gateway, console, startConsole);

    public RunningGateway Gateway { get; }

    public RunningService Console { get; private set; }

    /// <summary>The console at the front door.</summary>
    public Uri Url => new(Gateway.Url, "/console/");

    public HttpClient Operator => Gateway.Operator;

    /// <param name="configure">Services of the console alone, such as a clock.</param>
    /// <param name="settings">Further configuration of all services.</param>
    public static async Task<ConsoleGateway> StartAsync(Action<IServiceCollection>? configure = null, params string[] settings)
    {
        var url = FreePort.FindUrl();
        var gateway = await RunningGateway.StartAsync(Backend.Embedded, settings: [$"--GATEWAY_CONSOLE_URL={url}", .. settings]);
        Task<RunningService> StartConsoleAsync() => RunningService.StartAsync(
            ConsoleService.Create, [$"--urls={url}", $"--GATEWAY_PROXY_URL={gateway.Url}", $"--GATEWAY_CONSOLE_URL={url}", .. settings], configure);
        return new ConsoleGateway(gateway, await StartConsoleAsync(), StartConsoleAsync);
    }

    /// <summary>Ends the console, and starts it again at its address: it knows no session and no page any more.</summary>
    /// <param name="meanwhile">What is done while nobody listens there.</param>
    public async Task RestartConsoleAsync(Func<Task> meanwhile)
    {
        await Console.DisposeAsync();
        await meanwhile();
        Console = await _startConsole();
    }

    /// <summary>What the operator makes by the API.</summary>
    public async Task<T> PostAsync<T>(string path, object body)
    {
        using var answer = await Operator.PostAsJsonAsync(path, body, GatewayJson.Tolerant);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<T>(GatewayJson.Tolerant))!;
    }

    public async ValueTask DisposeAsync()
    {
        await Console.DisposeAsync();
        await Gateway.DisposeAsync();
    }
}
