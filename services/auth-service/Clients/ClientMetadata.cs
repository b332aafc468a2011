namespace FourRunr.Auth.Clients;

/// <summary>What a client says of itself (RFC 7591 section 2), in its metadata document or when it registers.</summary>
internal static class ClientMetadata
{
    private const int LongestName = 128;
    private const int MostRedirectUris = 20;

    /// <summary>Reads the members that matter here; others are ignored, as the RFC says.</summary>
    /// <returns>The name and the redirect URIs, or what is wrong.</returns>
    public static (string? Name, IReadOnlyList<string> RedirectUris, string? Problem) Read(JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object)
        {
            return (null, [], "Client metadata is one JSON object.");
        }

        // A client with a secret in a public document is no confidential client.
        if (Text(metadata, "token_endpoint_auth_method") is not (null or "none"))
        {
            return (null, [], "token_endpoint_auth_method must be none: only public clients with PKCE are served.");
        }

        if (!metadata.TryGetProperty("redirect_uris", out var list) || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() is < 1 or > MostRedirectUris)
        {
            return (null, [], $"redirect_uris must list 1 to {MostRedirectUris} URIs.");
        }

        var uris = list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : "").ToArray();
        return uris.All(RedirectUri.IsValid) ? (NameIn(metadata), uris, null) : (null, [], RedirectUri.Rule);
    }

    public static string? Text(JsonElement metadata, string member) =>
        metadata.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? NameIn(JsonElement metadata) =>
        Text(metadata, "client_name") is { Length: <= LongestName } name && PlainText.IsPlain(name) && PlainText.IsVisible(name) ? name : null;
}
