using FourRunr.Contracts;
using Microsoft.AspNetCore.Diagnostics;

namespace FourRunr.Hosting.Errors;

/// <summary>Routing answers 404, 405 and 415 without a body, and the binding of bodies 400 and 408; here they get one.</summary>
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
