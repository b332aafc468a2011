using FourRunr.Auth.Clients;

namespace FourRunr.Auth.SignIn;

internal static class BeginSignInEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("", Handle);

    /// <summary>Shows the page on which an operator signs in. Nothing is looked up and nobody is redirected before.</summary>
    internal static PageResult Handle(HttpRequest request, ClientDirectory clients)
    {
        var (asked, problem) = AuthorizationRequest.Read(request.Query);
        return asked is null ? SignInPages.Error(StatusCodes.Status400BadRequest, problem!)
            : !clients.IsClientId(asked.ClientId)
                ? SignInPages.Error(StatusCodes.Status400BadRequest, "The client id must be the https URL of the client's metadata document.")
            : !RedirectUri.IsValid(asked.RedirectUri) ? SignInPages.Error(StatusCodes.Status400BadRequest, RedirectUri.Rule)
            : SignInPages.SignIn(StatusCodes.Status200OK, asked);
    }
}
