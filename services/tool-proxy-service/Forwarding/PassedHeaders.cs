using FourRunr.Hosting.Errors;
using FourRunr.Hosting.Requests;
using Yarp.ReverseProxy.Transforms;

namespace FourRunr.ToolProxy.Forwarding;

/// <summary>The headers that pass the front door, and no others.</summary>
internal sealed class PassedHeaders : RequestTransform
{
    private static readonly string[] Names =
    [
        "Authorization", "Content-Type", "Accept", "If-Match", "If-None-Match", "Idempotency-Key", "X-Agent-Intent",
    ];

    /// <returns>Null when each of them can be sent on as it is.</returns>
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
                // Knows where a header belongs, also when the body is empty and has a type all the same.
                AddHeader(context, name, values);
            }
        }

        return ValueTask.CompletedTask;
    }
}
