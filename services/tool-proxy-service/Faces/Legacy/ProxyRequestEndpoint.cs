using System.Runtime.InteropServices;
using FourRunr.Hosting.Correlation;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Idempotency;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Pipeline;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Unauthenticated;

namespace FourRunr.ToolProxy.Faces.Legacy;

internal static class ProxyRequestEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/proxy-request", HandleAsync)
        .Produces<LegacyProxyResponse>().WithName("LegacyProxyRequest")
        .IdentifiesCaller(AccessRole.Nobody).ReadsBody(typeof(LegacyProxyRequest)).DescribesCall(ApprovalRefusal.AsError)
        .WithMetadata(new CountedByPipeline());

    /// <summary>Calls a tool with the token in the body; for existing clients. The same pipeline as <c>POST /v1/tools/{tool}/{action}</c>.</summary>
    internal static async Task<IResult> HandleAsync(HttpContext context, ToolCallPipeline pipeline, UnauthenticatedCalls unauthenticated)
    {
        var (body, json, unreadable) = await LegacyBody.ReadAsync<LegacyProxyRequest>(context.Request);
        if (body is null)
        {
            return unreadable!;
        }

        if (body.Async is true)
        {
            return new LegacyErrorResult(new ProblemResult(GatewayErrors.ParamsInvalid, "Asynchronous calls are not supported.")
            {
                Errors = new Dictionary<string, string[]> { ["async"] = ["must be false or absent"] },
                HowToFix = "Leave 'async' out: the result is in the answer. Calls may run side by side.",
            });
        }

        var (token, refusal) = BearerToken.Check(body.AgentToken.AsMemory());
        if (unauthenticated.Refuse(context, PresentedCredential.LocationOf(context.Request), token) is { } wait)
        {
            return new LegacyErrorResult(wait.ToProblem());
        }

        var call = new ToolCall
        {
            CorrelationId = CorrelationId.Of(context),
            Caller = CallerAddress.Of(context),
            Credential = new Credential(token, refusal, body.TokenId),
            Tool = body.Tool,
            Action = body.Action,
            Intent = body.Intent ?? Intent.Of(context.Request),
            IdempotencyKey = context.Request.Headers[IdempotencyKey.Header],
            // As they were sent, so that they are checked like those of a v1 call.
            ReadBody = _ => ValueTask.FromResult<RefusalOr<ReadOnlyMemory<byte>>>(
                new ReadOnlyMemory<byte>(JsonMarshal.GetRawUtf8Value(json.GetProperty("params")).ToArray())),
        };
        return LegacyResultWriter.ToResult(context, await pipeline.RunAsync(call, context.RequestAborted));
    }
}
