using FourRunr.Hosting.Identity;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Unauthenticated;

/// <summary>
/// Before a request is handled: refuses it if its address must wait. Afterwards: counts every 401, whoever answered it, against the
/// address. Covers every route except those that need no credential.
/// </summary>
internal sealed class UnauthenticatedMiddleware(
    RequestDelegate next, UnauthenticatedCalls unauthenticated, KnownCredentials known, IEnumerable<RefusalFormat> formats)
{
    /// <summary>These need no credential.</summary>
    private static readonly PathString[] OpenPaths = ["/health", "/ready", "/metrics", "/openapi", "/scalar", "/.well-known"];

    public async Task InvokeAsync(HttpContext context)
    {
        if (IsOpen(context.Request.Path))
        {
            await next(context);
            return;
        }

        var location = PresentedCredential.LocationOf(context.Request);
        if (!PresentedCredential.IsLegacyCall(context.Request) && unauthenticated.Refuse(context, location) is { } refusal)
        {
            await ToResult(context, refusal).ExecuteAsync(context);
            return;
        }

        await next(context);
        if (context.Response.StatusCode == StatusCodes.Status401Unauthorized)
        {
            unauthenticated.Failed(context, location);
        }

        LearnFromBackend(context);
    }

    /// <summary>Whether a service behind the front door accepts a credential is known only from its answer.</summary>
    private void LearnFromBackend(HttpContext context)
    {
        if (context.Response.StatusCode is < StatusCodes.Status400BadRequest or StatusCodes.Status401Unauthorized
            && context.GetEndpoint()?.Metadata.GetMetadata<AuthenticatedByBackend>() is not null
            && PresentedCredential.Of(context.Request) is { } token)
        {
            known.Learn(token.Span, isGood: context.Response.StatusCode != StatusCodes.Status401Unauthorized);
        }
    }

    private static bool IsOpen(PathString path)
    {
        foreach (var open in OpenPaths)
        {
            if (path.StartsWithSegments(open, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private IResult ToResult(HttpContext context, Refusal refusal)
    {
        var problem = refusal.ToProblem();
        var format = formats.FirstOrDefault(format => context.Request.Path.StartsWithSegments(format.Path, StringComparison.OrdinalIgnoreCase));
        return format is null ? problem : format.Write(problem);
    }
}
