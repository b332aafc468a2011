using FourRunr.Hosting.Correlation;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Idempotency;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Pipeline;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;
using FourRunr.ToolProxy.Unauthenticated;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.Faces.Models;

/// <summary>Makes a call of a request to a model, and runs it.</summary>
internal static class CallModelEndpoint
{
    /// <param name="action">With a dialect.</param>
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes, string path, ToolAction action, long maxBodyBytes) => routes
        .MapPost(path, (HttpContext context, ModelCallWatch watch, ToolCallPipeline pipeline) => HandleAsync(context, action, maxBodyBytes, watch, pipeline))
        .WithMetadata(new RequestSizeLimitAttribute(maxBodyBytes), new CountedByPipeline())
        .IdentifiesCaller(AccessRole.Agent).ReadsBody(typeof(JsonObject)).DescribesCall(ApprovalRefusal.AsError).Produces<JsonObject>(StatusCodes.Status200OK, "application/json", "text/event-stream")
        .Refuses(GatewayErrors.ModelDenied, GatewayErrors.ModelNotFound, GatewayErrors.MaxTokensTooLarge);

    private static async Task<IResult> HandleAsync(HttpContext context, ToolAction action, long maxBodyBytes, ModelCallWatch watch, ToolCallPipeline pipeline)
    {
        var credential = ModelCredential.Of(context.Request);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var stream = new HttpAnswerStream(context, over.Token);
        var call = new ToolCall
        {
            CorrelationId = CorrelationId.Of(context),
            Caller = CallerAddress.Of(context),
            Credential = credential,
            Tool = action.Tool,
            Action = action.Name,
            Endpoint = action,
            Stream = stream,
            OnAsking = stream.Describe,
            ModelHeaders = ModelRequestHeaders.Of(context.Request),
            Intent = Intent.Of(context.Request),
            IdempotencyKey = context.Request.Headers[IdempotencyKey.Header],
            ReadBody = cancellationToken => ReadBodyAsync(context.Request, maxBodyBytes, cancellationToken),
        };
        using var watching = watch.Watch(credential, over);
        var outcome = await pipeline.RunAsync(call, over.Token);
        return await watching.EndAsync() is { } ended
            ? await ModelResultWriter.ToResultAsync(context, action, stream, new ToolCallOutcome.Refused(outcome.Facts, ended))
            : await ModelResultWriter.ToResultAsync(context, action, stream, outcome);
    }

    private static async ValueTask<RefusalOr<ReadOnlyMemory<byte>>> ReadBodyAsync(HttpRequest request, long maxBodyBytes, CancellationToken cancellationToken)
    {
        var read = await RequestBody.ReadAsync(request, cancellationToken);
        return read.TryGet(out _, out var refusal) || refusal.Kind != GatewayErrors.PayloadTooLarge
            ? read
            : refusal with { HowToFix = string.Create(CultureInfo.InvariantCulture, $"Send at most {maxBodyBytes} bytes.") };
    }
}
