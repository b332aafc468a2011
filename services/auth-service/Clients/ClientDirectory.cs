using BitFaster.Caching.Lru;

namespace FourRunr.Auth.Clients;

/// <summary>
/// Finds a client by its id. Documents are fetched only for operators who have signed in, so that strangers cannot make this service call
/// anybody; each is kept for some minutes.
/// </summary>
internal sealed class ClientDirectory(ClientMetadataHttp http, RegisteredClientStore registered, ClientSettings settings, TimeProvider clock)
{
    private const int MostKept = 1000;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    private readonly ConcurrentLru<string, (Client Client, DateTimeOffset Until)> _known = new(MostKept);

    /// <summary>Whether the id has a form that can be a client's.</summary>
    public bool IsClientId(string clientId) =>
        ClientMetadataUrl.TryRead(clientId, out _) || (settings.OffersRegistration && RegisteredClientStore.IsClientId(clientId));

    /// <returns>The client, or why there is none.</returns>
    public async Task<(Client? Client, string? Problem)> FindAsync(string clientId, CancellationToken cancellationToken)
    {
        if (settings.OffersRegistration && RegisteredClientStore.IsClientId(clientId))
        {
            return await registered.FindAsync(clientId, clock.GetUtcNow(), cancellationToken) is { } client
                ? (client, null)
                : (null, "This client is not registered, or its registration has expired.");
        }

        if (!ClientMetadataUrl.TryRead(clientId, out var url))
        {
            return (null, "The client id must be the https URL of the client's metadata document.");
        }

        if (_known.TryGet(clientId, out var known) && known.Until > clock.GetUtcNow())
        {
            return (known.Client, null);
        }

        return await http.GetAsync(url, cancellationToken) is { } document
            ? Read(clientId, url, document)
            : (null, "The client's metadata document cannot be fetched. It must be on the public internet, at most 64 KiB, and not redirect.");
    }

    private (Client?, string?) Read(string clientId, Uri url, byte[] document)
    {
        if (!StrictJson.TryRead(document, out var metadata, out _) || !StrictJson.IsUnicode(metadata))
        {
            return (null, "The client's metadata document is not JSON.");
        }

        var (name, redirectUris, problem) = ClientMetadata.Read(metadata);
        if (problem is not null)
        {
            return (null, problem);
        }

        if (ClientMetadata.Text(metadata, "client_id") != clientId)
        {
            return (null, "The client_id in the client's metadata document is not the document's URL.");
        }

        var client = new Client(clientId, name ?? url.Host, redirectUris);
        _known.AddOrUpdate(clientId, (client, clock.GetUtcNow() + KeptFor));
        return (client, null);
    }
}
