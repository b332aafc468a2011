using FourRunr.Models.Tests.Gateway;
using FourRunr.Testing;
using FourRunr.Testing.ModelProvider;

namespace FourRunr.Models.Tests.Spending;

/// <summary>A gateway of real services with a test provider: two front doors on Postgres and Redis, or one in process.</summary>
internal sealed class CrowdGateway : IAsyncDisposable
{
    private readonly ModelFiles _files;

    private CrowdGateway(TestModelProvider provider, ModelFiles files, RunningGateway gateway) => (Provider, _files, Gateway) = (provider, files, gateway);

    public TestModelProvider Provider { get; }

    public RunningGateway Gateway { get; }

    public static async Task<CrowdGateway> StartAsync(Backend backend, string model, TestPrice price)
    {
        var provider = await TestModelProvider.StartAsync(FreePort.FindUrl());
        var files = await ModelFiles.WriteAsync(provider.Url, [KeyValuePair.Create(model, price)]);
        var gateway = await RunningGateway.StartAsync(
            backend,
            proxies: backend == Backend.Cluster ? 2 : 1,
            settings: [$"--MODELS_FILE={files.Models}", $"--PRICES_FILE={files.Prices}", $"--OUTBOUND_ALLOWED_TARGETS={files.AllowedTargets}"]);
        return new CrowdGateway(provider, files, gateway);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Provider.DisposeAsync();
        _files.Dispose();
    }
}
