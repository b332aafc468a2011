namespace FourRunr.Auth.Clients;

/// <summary>Lets a client register itself (RFC 7591), where the operator has turned that on.</summary>
internal static class RegisterClientEndpoint
{
    private const int MaxBytes = 16 * 1024;
    private const string UnnamedClient = "An application without a name";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/register", HandleAsync).AllowAnonymous().ExcludeFromDescription();

    internal static async Task<IResult> HandleAsync(HttpContext context, RegisteredClientStore clients, TimeProvider clock)
    {
        var body = new byte[MaxBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > MaxBytes || !StrictJson.TryRead(body.AsSpan(0, length), out var metadata, out _) || !StrictJson.IsUnicode(metadata))
        {
            return Refuse("invalid_client_metadata", "Send one JSON object of at most 16 KiB.");
        }

        var (name, redirectUris, problem) = ClientMetadata.Read(metadata);
        if (problem is not null)
        {
            return Refuse(problem == RedirectUri.Rule ? "invalid_redirect_uri" : "invalid_client_metadata", problem);
        }

        var now = clock.GetUtcNow();
        var client = new Client(RegisteredClientStore.NewId(), name ?? UnnamedClient, redirectUris);
        return await clients.TryAddAsync(client, now, context.RequestAborted)
            ? TypedResults.Json(
                new Registration(client.ClientId, now.ToUnixTimeSeconds(), client.Name, redirectUris, "none", ["authorization_code", "refresh_token"], ["code"]),
                GatewayJson.Tolerant, statusCode: StatusCodes.Status201Created)
            : new ProblemResult(GatewayErrors.RateLimited, "Too many clients have registered.") { RetryAfter = TimeSpan.FromHours(1) };
    }

    private static JsonHttpResult<OAuthErrorResponse> Refuse(string error, string description) => TypedResults.Json(
        OAuthErrors.Make(error, description, GatewayErrors.BodyInvalid.Code, ""), GatewayJson.Tolerant, statusCode: StatusCodes.Status400BadRequest);

    internal sealed record Registration(
        string ClientId, long ClientIdIssuedAt, string ClientName, IReadOnlyList<string> RedirectUris, string TokenEndpointAuthMethod,
        IReadOnlyList<string> GrantTypes, IReadOnlyList<string> ResponseTypes);
}
