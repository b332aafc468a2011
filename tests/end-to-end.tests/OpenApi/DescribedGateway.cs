using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.OpenApi;

/// <summary>A running gateway and the documents of auth-service, policy-service and, last, the front door.</summary>
public sealed class DescribedGateway : IAsyncLifetime
{
    internal RunningGateway Gateway { get; private set; } = null!;

    internal IReadOnlyList<ApiDocument> Documents { get; private set; } = [];

    internal ApiDocument FrontDoor => Documents[^1];

    internal HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Gateway = await RunningGateway.StartAsync(Backend.Embedded);
        Client = Gateway.Proxies[0].Client();
        Documents = await Task.WhenAll(Gateway.Services.Select(service => ApiDocument.ReadAsync(service.Client())));
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return Gateway.DisposeAsync();
    }
}
