using FourRunr.Hosting.Identity;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Strangers;

/// <summary>
/// Before anything is done for a request: does its address have to wait? After it: an answer 401, whoever gave it, counts against
/// the address. Every route is within its reach but those that ask nobody who they are.
/// </summary>
internal sealed class StrangerMiddleware(
    RequestDelegate next, StrangerCalls strangers, KnownCredentials known, IEnumerable<RefusalFormat> formats)
{
    /// <summary>Nobody is asked for a credential here.</summary>
    private static readonly PathString[] OpenPaths = ["/health", "/ready", "/metrics", "/openapi", "/scalar", "/.well-known"];

    public async Task InvokeAsync(HttpContext context)
    {
        if (IsOpen(context.Request.Path))
        {
            await next(context);
            return;
        }

        var place = ShownCredential.PlaceOf(context.Request);
        // What stands in the body of a call is not known yet.
        if (!ShownCredential.IsLegacyCall(context.Request)
            && strangers.Refuse(context, place, ShownCredential.Of(context.Request)) is { } refusal)
        {
            await Answer(context, refusal).ExecuteAsync(context);
            return;
        }

        await next(context);
        if (context.Response.StatusCode == StatusCodes.Status401Unauthorized)
        {
            strangers.Failed(context, place);
        }

        LearnFromBehind(context);
    }

    /// <summary>What a service behind the front door said to a credential is known only from its answer.</summary>
    private void LearnFromBehind(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IdentifiedBehind>() is not null && ShownCredential.Of(context.Request) is { } token)
        {
            switch (context.Response.StatusCode)
            {
                case < StatusCodes.Status400BadRequest:
                    known.Learn(token.Span, isGood: true);
                    break;
                case StatusCodes.Status401Unauthorized:
                    known.Learn(token.Span, isGood: false);
                    break;
            }
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

    private IResult Answer(HttpContext context, Refusal refusal)
    {
        var problem = refusal.ToProblem();
        var format = formats.FirstOrDefault(format => context.Request.Path.StartsWithSegments(format.Path, StringComparison.OrdinalIgnoreCase));
        return format is null ? problem : format.Write(problem);
    }
}
