using System.Collections.Frozen;
using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Resilience;

namespace FourRunr.ToolProxy.Models.Providers;

/// <summary>One client for every provider, with its breaker and limits.</summary>
internal sealed class ProviderClients(
    ModelDirectory directory, OutboundHttp http, CredentialProvider credentials, ProviderFailures failures, ProviderBreakers breakers, TimeProvider clock,
    ILogger<ProviderClient> log)
    : IDisposable
{
    private readonly FrozenDictionary<string, ProviderClient> _clients = directory.Providers.ToFrozenDictionary(
        provider => provider.Name, provider => new ProviderClient(provider, http, credentials, failures, breakers.Add(provider.Name), clock, log));

    public ProviderClient Of(string provider) => _clients[provider];

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }
}
