namespace FourRunr.Auth.Clients;

/// <summary>A client id that is the URL of the client's metadata document.</summary>
internal static class ClientMetadataUrl
{
    private const int Longest = 500;

    /// <summary>
    /// An https URL on the standard port with a path, and without user name, query, fragment or dot segments. It must be spelled as a
    /// parser writes it, so that two spellings are not two clients.
    /// </summary>
    public static bool TryRead(string clientId, out Uri url)
    {
        url = null!;
        if (clientId.Length > Longest || !Uri.TryCreate(clientId, UriKind.Absolute, out var parsed)
            || parsed.Scheme != Uri.UriSchemeHttps || parsed.AbsoluteUri != clientId || !parsed.IsDefaultPort
            || parsed.UserInfo.Length > 0 || parsed.Query.Length > 0 || parsed.Fragment.Length > 0 || parsed.AbsolutePath.Length < 2
            || clientId.AsSpan().ContainsAny("@\\?#"))
        {
            return false;
        }

        url = parsed;
        return true;
    }
}
