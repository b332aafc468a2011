using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.Testing;

/// <summary>One real service on a free loopback port, spoken to over real HTTP.</summary>
public sealed class RunningService : IAsyncDisposable
{
    /// <summary>A busy machine must not look like an outage: what is away refuses connections at once all the same.</summary>
    public static readonly string[] Patience = ["--Dependencies:AttemptTimeout=00:00:10", "--Dependencies:TotalTimeout=00:00:20"];

    /// <summary>Far below the times of <see cref="Patience"/>: what is answered within it has waited for none of them.</summary>
    public static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;

    private RunningService(WebApplication app)
    {
        _app = app;
        Url = new Uri(app.Urls.Single());
    }

    public Uri Url { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="create">The service's composition, e.g. <c>AuthService.Create</c>.</param>
    /// <param name="arguments">Configuration, e.g. <c>--GATEWAY_DATA_DIR=…</c>; secrets and a free port are added.</param>
    public static async Task<RunningService> StartAsync(
        Func<string[], Action<IServiceCollection>?, WebApplication> create, string[] arguments, Action<IServiceCollection>? configure = null)
    {
        var app = create(["--environment=Development", "--urls=http://127.0.0.1:0", .. TestSecrets.Arguments, .. arguments], configure);
        await app.StartAsync();
        return new RunningService(app);
    }

    /// <summary>A client of this service, with a bearer credential if one is given.</summary>
    public HttpClient Client(string? bearer = null)
    {
#pragma warning disable RS0030 // Tests talk to the service as any outside client would.
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = Url };
#pragma warning restore RS0030
        if (bearer is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        return client;
    }

    /// <summary>A client with the bootstrap operator key.</summary>
    public HttpClient AdminClient() => Client(TestSecrets.AdminKey);

    /// <summary>As SIGTERM would.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
