using FourRunr.Hosting.Requests;
using Yarp.ReverseProxy.Transforms;

namespace FourRunr.ToolProxy.Forwarding;

/// <summary>The headers that are forwarded, and no others.</summary>
internal sealed class PassedHeaders : RequestTransform
{
    private static readonly string[] Names =
    [
        "Authorization", "Content-Type", "Accept", "If-Match", "If-None-Match", "Idempotency-Key", "X-Agent-Intent",
    ];

    /// <summary>Where an operator's browser sends a form, and it matters from which page.</summary>
    private static readonly PathString SignIn = new("/oauth2/authorize");

    /// <returns>Null if all of them can be forwarded unchanged.</returns>
    public static ProblemResult? Refuse(HttpRequest request)
    {
        foreach (var name in Names)
        {
            if (!HeaderText.IsPassable(request.Headers[name]))
            {
                return HeaderText.Refuse(name);
            }
        }

        return null;
    }

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        foreach (var name in Names)
        {
            var values = context.HttpContext.Request.Headers[name];
            if (values.Count > 0)
            {
                // Adds content headers to the content, even if the body is empty.
                AddHeader(context, name, values);
            }
        }

        if (context.HttpContext.Request.Path.StartsWithSegments(SignIn) && context.HttpContext.Request.Headers.Origin is { Count: > 0 } origin
            && HeaderText.IsPassable(origin))
        {
            AddHeader(context, "Origin", origin);
        }

        return ValueTask.CompletedTask;
    }
}
