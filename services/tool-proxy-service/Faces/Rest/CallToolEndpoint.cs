using FourRunr.Hosting.Correlation;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Idempotency;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Pipeline;
using FourRunr.ToolProxy.Unauthenticated;

namespace FourRunr.ToolProxy.Faces.Rest;

internal static class CallToolEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/tools/{tool}/{action}", HandleAsync).WithName("CallTool")
        .IdentifiesCaller(AccessRole.Agent).ReadsBody(typeof(JsonObject)).WithBodyExample("""{"q":"agent gateway"}""").DescribesCall()
        .WithMetadata(new CountedByPipeline());

    /// <summary>Calls a tool. The body is a JSON object with the action's parameters, see <c>GET /v1/tools</c>.</summary>
    /// <param name="tool">E.g. <c>serpapi</c>.</param>
    /// <param name="action">E.g. <c>search</c>.</param>
    internal static async Task<Results<ToolCallHttpResult, ProblemResult, StatusCodeHttpResult>> HandleAsync(
        string tool, string action, HttpContext context, ToolCallPipeline pipeline)
    {
        var (token, refusal) = BearerToken.Read(context.Request);
        var call = new ToolCall
        {
            CorrelationId = CorrelationId.Of(context),
            Caller = CallerAddress.Of(context),
            Credential = new Credential(token, refusal),
            Tool = tool,
            Action = action,
            Intent = Intent.Of(context.Request),
            IdempotencyKey = context.Request.Headers[IdempotencyKey.Header],
            ReadBody = cancellationToken => RequestBody.ReadAsync(context.Request, cancellationToken),
        };
        return ToolCallResultWriter.ToResult(context, call, await pipeline.RunAsync(call, context.RequestAborted));
    }
}
