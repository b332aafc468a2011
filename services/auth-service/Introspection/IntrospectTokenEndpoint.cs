using FourRunr.Auth.OAuth;

namespace FourRunr.Auth.Introspection;

internal static class IntrospectTokenEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/introspect", HandleAsync)
        .Accepts<IntrospectionForm>(OAuthForm.ContentType).RequireAccess(AccessRole.Service);

    /// <summary>Says who holds the form's <c>token</c> and whether it is valid now (RFC 7662). For the services of the gateway.</summary>
    internal static async Task<Results<Ok<IntrospectionResponse>, OAuthError>> HandleAsync(
        HttpRequest request, IBearerIntrospector introspector, CancellationToken cancellationToken)
    {
        var (form, error) = await OAuthForm.ReadAsync(request, cancellationToken);
        if (form is null)
        {
            return error!;
        }

        return form["token"] is not { Length: > 0 } token
            ? OAuthError.InvalidRequest("'token' is missing.")
            : TypedResults.Ok(await introspector.IntrospectAsync(token.AsMemory(), cancellationToken));
    }
}
