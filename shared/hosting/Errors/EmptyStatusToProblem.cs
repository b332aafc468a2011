using Microsoft.AspNetCore.Diagnostics;

namespace FourRunr.Hosting.Errors;

/// <summary>Gives a body to refusals that the framework sends without one: 404, 405 and 415 by routing, 400 and 408 by binding.</summary>
internal static class EmptyStatusToProblem
{
    public static Task WriteAsync(StatusCodeContext context)
    {
        ErrorKind? kind = context.HttpContext.Response.StatusCode switch
        {
            StatusCodes.Status400BadRequest => GatewayErrors.BodyInvalid,
            StatusCodes.Status404NotFound => GatewayErrors.NotFound,
            StatusCodes.Status405MethodNotAllowed => GatewayErrors.MethodNotAllowed,
            StatusCodes.Status408RequestTimeout => GatewayErrors.RequestTimeout,
            StatusCodes.Status413PayloadTooLarge => GatewayErrors.PayloadTooLarge,
            StatusCodes.Status415UnsupportedMediaType => GatewayErrors.MediaTypeUnsupported,
            _ => null,
        };
        return kind is null ? Task.CompletedTask : new ProblemResult(kind).ExecuteAsync(context.HttpContext);
    }
}
