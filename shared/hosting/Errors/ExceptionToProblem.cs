using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;

namespace FourRunr.Hosting.Errors;

/// <summary>Turns every unhandled exception into a problem with a code. No exception message reaches a caller.</summary>
internal sealed partial class ExceptionToProblem(IHostApplicationLifetime lifetime, ILogger<ExceptionToProblem> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone and reads no response.
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        await Map(exception, httpContext).ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>A change may have been made before the exception was thrown.</summary>
    private static bool IsChange(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    private ProblemResult Map(Exception exception, HttpContext httpContext)
    {
        switch (exception)
        {
            case BadHttpRequestException bad:
                return BadRequestToProblem.Map(bad, BodyOf(httpContext));
            case DependencyUnavailableException unavailable:
                return Unavailable(unavailable.Dependency, exception, httpContext.Request);
            case StorageUnavailableException:
                return Unavailable("database", exception, httpContext.Request);
            case OperationCanceledException when lifetime.ApplicationStopping.IsCancellationRequested:
                return new ProblemResult(GatewayErrors.ShuttingDown)
                {
                    RetryAfter = DependencyUnavailableException.RetryAfter,
                    HowToFix = IsChange(httpContext.Request) ? "Look whether the change was made, then try again; another instance will answer." : null,
                };
            default:
                Log.Unexpected(log, exception);
                return new ProblemResult(GatewayErrors.Internal);
        }
    }

    private ProblemResult Unavailable(string dependency, Exception exception, HttpRequest request)
    {
        Log.Unavailable(log, dependency, exception);
        return new ProblemResult(GatewayErrors.DependencyUnavailable, $"The {dependency} is not reachable.")
        {
            RetryAfter = DependencyUnavailableException.RetryAfter,
            HowToFix = IsChange(request) ? null : GatewayErrors.NothingWasDone,
        };
    }

    /// <summary>The body type of the endpoint, which the exception handler has removed from the context.</summary>
    private static Type? BodyOf(HttpContext httpContext) =>
        httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The {Dependency} is not available.")]
        public static partial void Unavailable(ILogger logger, string dependency, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "An unexpected error was answered 500.")]
        public static partial void Unexpected(ILogger logger, Exception exception);
    }
}
