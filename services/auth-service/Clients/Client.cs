namespace FourRunr.Auth.Clients;

/// <summary>An application that asks for tokens, as it describes itself. Nobody has verified the name.</summary>
/// <param name="ClientId">The URL of its metadata document, or an id that it got by registration.</param>
/// <param name="RedirectUris">Each passes <see cref="RedirectUri.IsValid"/>.</param>
internal sealed record Client(string ClientId, string Name, IReadOnlyList<string> RedirectUris)
{
    public bool MayRedirectTo(string uri) => RedirectUris.Any(registered => RedirectUri.Matches(registered, uri));
}
