using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Unauthenticated;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.Faces.Mcp;

internal static class McpEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/mcp", HandleAsync).WithMetadata(new CountedByPipeline());
        routes.MapPost("/mcp/{tool}", HandleToolAsync).WithMetadata(new CountedByPipeline());
        routes.Map("/mcp", HandleOtherAsync);
        routes.Map("/mcp/{tool}", HandleOtherAsync);
    }

    /// <summary>One message of the Model Context Protocol: everything that the token may call.</summary>
    internal static Task<IResult> HandleAsync(HttpContext context, [FromServices] McpHandler server) => server.AnswerAsync(context, tool: null);

    /// <summary>The same for one tool, by the names of its actions.</summary>
    internal static Task<IResult> HandleToolAsync(string tool, HttpContext context, [FromServices] McpHandler server) => server.AnswerAsync(context, tool);

    /// <summary>There are no sessions to end, and no stream to open: who has no token hears that first.</summary>
    internal static async Task<IResult> HandleOtherAsync(HttpContext context, [FromServices] AgentIdentifier agents)
    {
        var (token, missing) = BearerToken.Read(context.Request);
        if (!(await agents.IdentifyAsync(new Credential(token, missing, Resource: context.Request.Path.Value), context.RequestAborted)).TryGet(out _, out var refusal))
        {
            return refusal.ToProblem();
        }

        context.Response.Headers.Allow = "POST";
        return new ProblemResult(GatewayErrors.MethodNotAllowed);
    }
}
